import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { green, put, stripes } from "../../testing/fixtures/pictures";
import { call, Guest, guests, house, openHouse } from "../../testing/people/guests";
import { Raw } from "../../testing/wire/raw";

let ann: Guest;
beforeAll(async () => {
  await openHouse();
  [ann] = await guests(1);
});
afterAll(() => house.close());

const LIMIT = 5 * 1024 * 1024;

const fileOf = (avatarUrl: string) => avatarUrl.split("/").at(-1) ?? "";
// With accounts on LiteFS, pictures are in S3, and unused files are removed a little later: s3.test.ts, left.test.ts.
const onDisk = test.skipIf(process.env["ACCOUNTS"] === "litefs");
const filesHere = () => {
  const folder = join(house.dir, "avatars");
  return existsSync(folder) ? readdirSync(folder) : [];
};

describe("who asks", () => {
  test("is settled before what they send", async () => {
    const bodies: [BodyInit, string][] = [
      [stripes, "image/png"],
      ["{}", "application/json"],
      ["<svg/>", "image/png"],
      [Buffer.alloc(LIMIT + 1), "image/png"],
    ];
    for (const [body, type] of bodies) {
      for (const authorization of ["", "Bearer nonsense", `Bearer ${ann.refreshToken}`]) {
        const headers = { authorization, "content-type": type };
        const { status } = await fetch(`${house.url}/api/me/avatar`, { method: "PUT", headers, body });
        expect(status).toBe(401);
      }
    }
  });

  test("is answered before a body that never comes", async () => {
    const headers = { "Content-Type": "image/png", "Content-Length": "1000000" };
    const raw = await Raw.request("PUT /api/me/avatar", { ...headers, Authorization: "Bearer nonsense" });
    expect(await raw.head()).toStartWith("HTTP/1.1 401");
    raw.close();
  });

  test("must come from our own pages", async () => {
    const headers = {
      authorization: `Bearer ${ann.token}`,
      "content-type": "image/png",
      origin: "https://evil.example",
    };
    const answer = await fetch(`${house.url}/api/me/avatar`, { method: "PUT", headers, body: stripes });
    expect(answer.status).toBe(403);
  });
});

describe("an avatar", () => {
  test("is served to anyone, for ever, and can do nothing but be seen", async () => {
    const { user } = await put(ann, stripes);
    expect(user).toEqual({
      ...ann.user,
      avatarUrl: expect.stringMatching(/^\/avatars\/[0-9a-f]{32}\.webp$/),
    });
    for (const method of ["GET", "HEAD"]) {
      const { status, headers, body } = await call(method, user.avatarUrl);
      expect([status, body === ""]).toEqual([200, method === "HEAD"]);
      expect(Object.fromEntries(headers)).toMatchObject({
        "content-type": "image/webp",
        "cache-control": "public, max-age=31536000, immutable",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
      });
    }
    expect((await call("POST", user.avatarUrl)).status).toBe(405);
  });

  test("is what others see of me when they look again", async () => {
    const [bob] = await guests(1);
    const line = await bob.socket();
    const { user } = await put(ann, stripes);
    expect((await bob.call("GET", `/api/users/${ann.id}`)).body.user).toEqual(user);
    await line.fence();
    expect(line.received.map(({ type }) => type)).toEqual(["welcome", "pong"]);
    line.close();
  });

  onDisk("has a new address each time, and the old one is gone", async () => {
    const first = (await put(ann, stripes)).user.avatarUrl;
    const second = (await put(ann, stripes)).user.avatarUrl;
    expect(second).not.toBe(first);
    expect((await call("GET", first)).body.code).toBe("not-found");
    expect((await call("GET", second)).status).toBe(200);
    expect(filesHere()).toEqual([fileOf(second)]);
  });

  onDisk("can be taken away, also when there is none", async () => {
    const { avatarUrl } = (await put(ann, stripes)).user;
    for (let nth = 0; nth < 2; nth++) {
      const { status, body } = await ann.call("DELETE", "/api/me/avatar");
      expect([status, body]).toEqual([200, { user: { ...ann.user, avatarUrl: null } }]);
    }
    expect((await call("GET", avatarUrl)).status).toBe(404);
    expect(filesHere()).toEqual([]);
  });

  onDisk("changed twice at once, and again, is one of them, and no other file is left", async () => {
    const all: Awaited<ReturnType<typeof put>>[] = [];
    // A third concurrent upload is refused.
    for (let nth = 0; nth < 5; nth++) all.push(...(await Promise.all([put(ann, green), put(ann, stripes)])));
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
    const { avatarUrl } = (await ann.call("GET", "/api/me")).body.user;
    expect(all.map(({ user }) => user.avatarUrl)).toContain(avatarUrl);
    expect(filesHere()).toEqual([avatarUrl.split("/").at(-1)]);
  });

  onDisk("goes with the account, also when it was still on its way", async () => {
    const [bob] = await guests(1);
    const { avatarUrl } = (await put(bob, stripes)).user;
    const before = filesHere().length;
    const large = await new Bun.Image(stripes).resize(3000, 3000).png({ compressionLevel: 1 }).buffer();
    const late = put(bob, large);
    expect((await bob.call("DELETE", "/api/me", { password: Guest.password })).status).toBe(204);
    expect([200, 401]).toContain((await late).status);
    expect((await call("GET", avatarUrl)).status).toBe(404);
    expect(filesHere().length).toBe(before - 1);
    expect((await ann.call("GET", `/api/users/${bob.id}`)).body.user).toMatchObject({
      avatarUrl: null,
      deleted: true,
    });
  });

  test("that does not exist is not found, and no path leads out of the folder", async () => {
    writeFileSync(join(house.dir, "secret.webp"), "secret");
    mkdirSync(join(house.dir, "avatars"), { recursive: true });
    writeFileSync(join(house.dir, "avatars", "secret.webp"), "secret");
    const known = fileOf((await put(ann, stripes)).user.avatarUrl);
    const names = [
      "",
      "secret.webp",
      "..%2fsecret.webp",
      "%2e%2e%2fsecret.webp",
      "..%5csecret.webp",
      "../secret.webp",
      `${"0".repeat(32)}.webp`,
      known.replace(".webp", ""),
      known.replace("webp", "png"),
      `${known}%00`,
      `x/${known}`,
      `${known}.html`,
      `%2e/${known}x`,
      `..%2favatars%2f${known}`,
      "%ff",
      "%",
      "__proto__",
      "a".repeat(5000),
    ];
    const answers = await Promise.all(
      names.map(async (name) => {
        // A raw request, since fetch normalizes the path.
        const raw = await Raw.request(`GET /avatars/${name}`, { Connection: "close", Accept: "text/html" });
        const response = await raw.until("}");
        raw.close();
        return [name, response.slice(9, 12), response.includes("problem+json")];
      }),
    );
    expect(answers).toEqual(names.map((name) => [name, "404", true]));
  });
});
