import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

// For whom there are previews: of links in messages that they may see, unless the author wants none. Here no page is fetched:
// what is refused is refused before, and what is not is answered with null.

beforeAll(() => openHouse({ PREVIEWS: "off" }));
afterAll(() => house.close());

const LINK = "https://potato.example/menu";
const at = (room: Room, seq: number) => `/api/rooms/${room.id}/messages/${seq}`;
const statusOf = async (guest: Guest, room: Pick<Room, "id">, seq: number | string, url = LINK) => {
  const query = new URLSearchParams({ url, roomId: room.id, seq: String(seq) });
  return (await guest.call("GET", `/api/previews?${query}`)).status;
};
const removed = async (guest: Guest, room: Room, seq: number) =>
  (await guest.call("DELETE", `${at(room, seq)}/preview`)).status;
const messageOf = async (guest: Guest, room: Room, seq: number) =>
  (await guest.history(room, `?around=${seq}&limit=1`)).messages[0];

async function said(text = `점심 ${LINK} 어때요?`): Promise<[Guest, Guest, Room]> {
  const [ann, bob] = await guests(2);
  const room = await ann.group("링크", [bob]);
  await ann.says(room, text);
  return [ann, bob, room];
}

describe("a preview", () => {
  test("is for those who may see the message, and off where the server has them off", async () => {
    const [ann, bob, room] = await said();
    const [cat] = await guests(1);
    const query = new URLSearchParams({ url: LINK, roomId: room.id, seq: "2" });
    expect(await ann.call("GET", `/api/previews?${query}`)).toMatchObject({ status: 200, body: null });
    expect([await statusOf(bob, room, 2), await statusOf(cat, room, 2)]).toEqual([200, 404]);
    await ann.call("POST", `/api/rooms/${room.id}/members`, { userIds: [cat.id] });
    // From before she came.
    expect(await statusOf(cat, room, 2)).toBe(404);
    await ann.call("DELETE", `/api/rooms/${room.id}/members/${bob.id}`);
    expect(await statusOf(bob, room, 2)).toBe(404);
  });

  test("is said to be off where the server has them off, when a socket is welcomed", async () => {
    const [ann] = await guests(1);
    expect((await (await ann.socket()).hears("welcome")).noPreviews).toBe(true);
  });

  test("is of no other message, and of no other link", async () => {
    const [ann, , room] = await said();
    await ann.says(room, "no link");
    const others = [1, 3, 4, 0, -1, "x", "2.0", ""].map((seq) => statusOf(ann, room, seq));
    expect(await Promise.all(others)).toEqual(others.map(() => 404));
    expect(await statusOf(ann, { id: "nowhere" }, 2)).toBe(404);
    const links = [
      "https://potato.example/men",
      "http://potato.example/menu",
      "https://potato.example/menu/",
      "otato.example/menu",
      "점심",
      "e/menu",
    ];
    for (const link of links) expect([link, await statusOf(ann, room, 2, link)]).toEqual([link, 404]);
    expect(await statusOf(ann, room, 2, "")).toBe(422);
    expect(await statusOf(ann, room, 2, `https://potato.example/${"x".repeat(2048)}`)).toBe(422);
    expect((await ann.call("GET", "/api/previews")).status).toBe(422);
  });

  test.each([
    ["https://potato.example/menu에서", LINK],
    ["(https://potato.example/menu).", LINK],
    ["**https://potato.example/menu**", LINK],
    ["[메뉴](https://potato.example/menu)예요", LINK],
    ["여기https://potato.example/menu,그리고", LINK],
    ["https://potato.example/menu\n", LINK],
    ["https://potato.example?뭐야", "https://potato.example"],
    ["https://potato.example/a https://potato.example/a/b", "https://potato.example/a/b"],
    ["https://potato.example/a/b https://potato.example/a", "https://potato.example/a"],
    ["여기potato.kr이야", "potato.kr"],
    ["HTTPS://Potato.Example/Menu", "HTTPS://Potato.Example/Menu"],
  ])("of %j is of %s", async (text, link) => {
    const [ann, , room] = await said(text);
    expect(await statusOf(ann, room, 2, link)).toBe(200);
  });

  test("is none of a deleted message, nor of what its text said before", async () => {
    const [ann, bob, room] = await said();
    await ann.call("PATCH", at(room, 2), { text: "https://potato.example/other" });
    expect(await statusOf(bob, room, 2)).toBe(404);
    expect(await statusOf(bob, room, 2, "https://potato.example/other")).toBe(200);
    await ann.call("DELETE", at(room, 2));
    expect(await statusOf(bob, room, 2, "https://potato.example/other")).toBe(404);
  });

  test("of what is hidden from me is none", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    await bob.call("PUT", `/api/blocks/${ann.id}`);
    const { seq } = (await ann.says(room, LINK)).body.message;
    expect([await statusOf(ann, room, seq), await statusOf(bob, room, seq)]).toEqual([200, 404]);
  });
});

describe("a preview that its author has removed", () => {
  test("is gone for everyone: in the frame, in pages and when it is asked for; once", async () => {
    const [ann, bob, room] = await said();
    const ears = [await ann.socket(), await bob.socket()];
    expect((await messageOf(bob, room, 2)).noPreview).toBeUndefined();
    expect(await removed(ann, room, 2)).toBe(204);
    for (const ear of ears)
      expect((await ear.hears("messages.changed")).messages).toMatchObject([
        { seq: 2, noPreview: true, rev: 1, editedAt: null },
      ]);
    expect(await messageOf(bob, room, 2)).toMatchObject({ text: `점심 ${LINK} 어때요?`, noPreview: true });
    expect([await statusOf(ann, room, 2), await statusOf(bob, room, 2)]).toEqual([404, 404]);
    expect(await removed(ann, room, 2)).toBe(204);
    expect((await ann.call("GET", `/api/rooms/${room.id}/changes?after=0`)).body).toMatchObject({ rev: 1 });
    // Also once it says something else.
    await ann.call("PATCH", at(room, 2), { text: `${LINK} !` });
    expect([await statusOf(bob, room, 2), (await messageOf(bob, room, 2)).noPreview]).toEqual([404, true]);
  });

  test("can be removed by nobody else, and only of a message that is there", async () => {
    const [ann, bob, room] = await said();
    const [cat] = await guests(1);
    expect([await removed(bob, room, 2), await removed(cat, room, 2)]).toEqual([403, 404]);
    expect([await removed(ann, room, 1), await removed(ann, room, 3)]).toEqual([404, 404]);
    expect((await messageOf(ann, room, 2)).noPreview).toBeUndefined();
    await ann.call("DELETE", at(room, 2));
    expect(await removed(ann, room, 2)).toBe(404);
  });
});
