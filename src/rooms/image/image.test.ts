import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { colourOf, green, put, putImage, stripes } from "../../testing/fixtures/pictures";
import { call, Guest, guests, house, openHouse } from "../../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const LIMIT = 5 * 1024 * 1024;

// With accounts on LiteFS, pictures are in S3, and unused files are removed a little later.
const onDisk = test.skipIf(process.env["ACCOUNTS"] === "litefs");
const filesHere = () => {
  const folder = join(house.dir, "avatars");
  return existsSync(folder) ? readdirSync(folder) : [];
};
const fileOf = (imageUrl: string) => imageUrl.split("/").at(-1)!;
const remove = (guest: Guest, { id }: { id: string }) => guest.call("DELETE", `/api/rooms/${id}/image`);
const imageIn = async (guest: Guest, { id }: { id: string }) =>
  (await guest.call("GET", `/api/rooms/${id}`)).body.room.imageUrl as string | null;

describe("a group's picture", () => {
  test("is what everyone sees of it, at once and when they look again, and no message", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("감자", [bob]);
    const theirs = await bob.socket();
    const { status, room: changed } = await putImage(ann, room, stripes);
    expect([status, changed.imageUrl, changed.head]).toEqual([
      200,
      expect.stringMatching(/^\/avatars\/[0-9a-f]{32}\.webp$/),
      1,
    ]);
    const { imageUrl } = changed;
    expect(await theirs.hears("room.changed")).toMatchObject({ roomId: room.id, title: "감자", imageUrl });
    expect((await bob.call("GET", "/api/rooms")).body.rooms[0].imageUrl).toBe(imageUrl);
    expect(await imageIn(bob, room)).toBe(imageUrl);

    expect((await remove(ann, room)).body.room).toMatchObject({ imageUrl: null, head: 1 });
    await theirs.hears("room.changed", (frame) => frame.imageUrl === null);
    expect(await imageIn(bob, room)).toBeNull();
  });

  test("is a square without anything else, served to anyone for ever", async () => {
    const [ann] = await guests(1);
    const { imageUrl } = (await putImage(ann, await ann.group("감자"), stripes)).room;
    const { status, headers } = await call("GET", imageUrl);
    expect([status, headers.get("cache-control"), headers.get("content-security-policy")]).toEqual([
      200,
      "public, max-age=31536000, immutable",
      "default-src 'none'; sandbox",
    ]);
    const picture = Buffer.from(await (await fetch(house.url + imageUrl)).arrayBuffer());
    expect(await new Bun.Image(picture).metadata()).toEqual({ width: 320, height: 320, format: "webp" });
    expect(await colourOf(picture)).toBe("green");
  });

  test("of a public group is seen by whoever looks for one to join", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("누구나", [], "public");
    const { imageUrl } = (await putImage(ann, room, stripes)).room;
    expect(await imageIn(bob, room)).toBe(imageUrl);
  });

  onDisk("has a new address each time, and the old one is gone", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("감자");
    const first = (await putImage(ann, room, stripes)).room.imageUrl;
    const before = filesHere().length;
    const second = (await putImage(ann, room, green)).room.imageUrl;
    expect([second === first, filesHere().length]).toEqual([false, before]);
    expect([(await call("GET", first)).status, (await call("GET", second)).status]).toEqual([404, 200]);
    for (let nth = 0; nth < 2; nth++) expect((await remove(ann, room)).status).toBe(200);
    expect([(await call("GET", second)).status, filesHere().length]).toEqual([404, before - 1]);
  });

  onDisk("goes with the group, once the last one leaves or deletes their account", async () => {
    const [ann, bob] = await guests(2);
    const left = await ann.group("나감", [bob]);
    const deleted = await bob.group("탈퇴");
    const images = [await putImage(ann, left, stripes), await putImage(bob, deleted, stripes)];
    const avatar = (await put(bob, stripes)).user.avatarUrl;
    await ann.call("DELETE", `/api/rooms/${left.id}/members/me`);
    expect((await call("GET", images[0]!.room.imageUrl)).status).toBe(200);
    await bob.call("DELETE", `/api/rooms/${left.id}/members/me`);
    expect((await call("GET", images[0]!.room.imageUrl)).status).toBe(404);
    expect((await bob.call("DELETE", "/api/me", { password: Guest.password })).status).toBe(204);
    const names = new Set([...images.map(({ room }) => room.imageUrl), avatar].map(fileOf));
    expect(filesHere().filter((name) => names.has(name))).toEqual([]);
  });
});

describe("it is changed", () => {
  test("by the owner and admins, and nobody else", async () => {
    const [ann, bob, cat, stranger] = await guests(4);
    const room = await ann.group("감자", [bob, cat]);
    await ann.call("PUT", `/api/rooms/${room.id}/members/${bob.id}`, { role: "admin" });
    const { imageUrl } = (await putImage(bob, room, stripes)).room;
    const refused: [Guest, string][] = [
      [cat, "forbidden"],
      [stranger, "not-found"],
    ];
    for (const [guest, code] of refused) {
      expect((await putImage(guest, room, stripes)).code).toBe(code);
      expect((await remove(guest, room)).body.code).toBe(code);
    }
    expect(await imageIn(ann, room)).toBe(imageUrl);
  });

  test("in no 1:1, and in no room that is none", async () => {
    const [ann, bob] = await guests(2);
    const rooms: [{ id: string }, string][] = [
      [await ann.direct(bob), "forbidden"],
      [await ann.direct(ann), "forbidden"],
      [{ id: crypto.randomUUID() }, "not-found"],
      [{ id: "x" }, "not-found"],
    ];
    for (const [room, code] of rooms) {
      expect((await putImage(ann, room, stripes)).code).toBe(code);
      expect((await remove(ann, room)).body.code).toBe(code);
    }
  });

  test("only to a picture of these formats and sizes, from our own pages", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("감자");
    const sent: [BodyInit | Uint8Array, string, string][] = [
      ["<svg/>", "image/svg+xml", "invalid"],
      [stripes.subarray(0, -20), "image/png", "invalid"],
      ["{}", "application/json", "unsupported-media"],
      [Buffer.alloc(LIMIT + 1), "image/png", "too-large"],
    ];
    for (const [body, type, code] of sent) expect((await putImage(ann, room, body, type)).code).toBe(code);
    const headers = { authorization: `Bearer ${ann.token}`, "content-type": "image/png" };
    const path = `${house.url}/api/rooms/${room.id}/image`;
    const answer = await fetch(path, {
      method: "PUT",
      body: stripes as BodyInit,
      headers: { ...headers, origin: "https://evil.example" },
    });
    expect([answer.status, await imageIn(ann, room)]).toEqual([403, null]);
  });

  test("by two at once, it is one of both, and everyone has the same", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("감자", [bob]);
    await ann.call("PUT", `/api/rooms/${room.id}/members/${bob.id}`, { role: "admin" });
    const both = await Promise.all([putImage(ann, room, stripes), putImage(bob, room, green)]);
    const urls = both.map((one) => one.room.imageUrl);
    const seen = [await imageIn(ann, room), await imageIn(bob, room)];
    expect(seen[0]).toBe(seen[1]);
    expect((await call("GET", seen[0]!)).status).toBe(200);
    expect(urls).toContain(seen[0]!);
  });
});
