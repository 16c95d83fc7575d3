import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type Ear, Guest, guests, house, openHouse } from "../../testing/people/guests";
import { Reader } from "../../testing/people/readers";

beforeAll(() => openHouse());
afterAll(() => house.close());

const rename = (guest: Guest, nickname: string) => guest.call("PATCH", "/api/me", { nickname });
const named = (ear: Ear, nickname: string) =>
  ear.hears("user.changed", ({ user }) => user.nickname === nickname);
const befriend = (guest: Guest, other: Guest) => guest.call("PUT", `/api/friends/${other.id}`, {});

describe("a changed profile", () => {
  test("reaches my devices, those who have me as a friend, my groups and my 1:1s, on sockets and feeds", async () => {
    const [ann, fan, member, peer, stranger, liked] = await guests(6);
    await befriend(fan, ann);
    // Whom I have as a friend does not get it: friendship is one-sided.
    await befriend(ann, liked);
    await ann.group("함께", [member]);
    await ann.direct(peer);
    const near = [ann, fan, member, peer];
    const ears = await Promise.all(near.flatMap((guest) => [guest.socket(), Reader.open(guest)]));
    const far = await Promise.all([stranger, liked].map((guest) => guest.socket()));
    await Promise.all(ears.map((ear) => ear.hears("welcome")));
    const { user } = (await rename(ann, "새 이름")).body;
    expect(user.nickname).toBe("새 이름");
    for (const ear of ears) expect(await named(ear, "새 이름")).toEqual({ type: "user.changed", user });
    for (const line of far) {
      await line.fence();
      expect(line.all("user.changed")).toEqual([]);
    }
  });

  test("is one frame for whoever shares many rooms with me", async () => {
    const [ann, bob] = await guests(2);
    for (let n = 0; n < 3; n++) await ann.group(`${n}`, [bob]);
    await ann.direct(bob);
    await befriend(bob, ann);
    const line = await bob.socket();
    await rename(ann, "한 번만");
    await named(line, "한 번만");
    await line.fence();
    expect(line.all("user.changed")).toHaveLength(1);
  });

  test.each([
    ["an intro", { intro: "감자 먹는 중" }],
    ["a status", { status: "🥔" }],
  ])("is %s, too; the same again is none", async (_, profile) => {
    const [ann] = await guests(1);
    const line = await ann.socket();
    await ann.call("PATCH", "/api/me", profile);
    const { user } = await line.hears("user.changed");
    expect(user).toMatchObject(profile);
    await ann.call("PATCH", "/api/me", profile);
    const next = `${ann.user.nickname} 둘`;
    await rename(ann, next);
    await named(line, next);
    expect(line.all("user.changed")).toHaveLength(2);
  });

  test("is a picture, too, put and removed", async () => {
    const [ann, bob] = await guests(2);
    await ann.group("사진", [bob]);
    const line = await bob.socket();
    const pixel = Buffer.from(
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
      "base64",
    );
    const headers = { authorization: `Bearer ${ann.token}`, "content-type": "image/png" };
    const put = await fetch(`${house.url}/api/me/avatar`, { method: "PUT", headers, body: pixel });
    const { user } = (await put.json()) as { user: { avatarUrl: string } };
    expect(user.avatarUrl).toStartWith("/avatars/");
    await line.hears("user.changed", (frame) => frame.user.avatarUrl === user.avatarUrl);
    await ann.call("DELETE", "/api/me/avatar");
    await line.hears("user.changed", (frame) => frame.user.avatarUrl === null);
  });

  test("comes at most once a second, the last one for certain", async () => {
    const [ann, bob] = await guests(2);
    await ann.group("빨리", [bob]);
    const line = await bob.socket();
    const began = performance.now();
    for (let n = 1; n <= 30; n++) await rename(ann, `빠른 감자 ${n}`);
    const { user } = await named(line, "빠른 감자 30");
    // One at once, and one for each second since; each machine has its own seconds.
    const seconds = (performance.now() - began) / 1000;
    expect(line.all("user.changed").length).toBeLessThanOrEqual(1 + Math.floor(seconds + 0.05));
    expect(line.all("user.changed").at(-1).user).toEqual(user);
  });

  test("crosses a block, in a group and in a 1:1: a name that stops changing would reveal it", async () => {
    const [ann, bob] = await guests(2);
    await ann.direct(bob);
    await ann.call("PUT", `/api/blocks/${bob.id}`);
    const [hers, his] = [await ann.socket(), await bob.socket()];
    await rename(ann, "막은 사람");
    await named(his, "막은 사람");
    await rename(bob, "막힌 사람");
    await named(hers, "막힌 사람");
  });

  test("reaches nobody of a group that I have left", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("지난 일", [bob]);
    await ann.call("DELETE", `/api/rooms/${room.id}/members/me`);
    const [hers, his] = [await ann.socket(), await bob.socket()];
    await rename(ann, "떠난 감자");
    await named(hers, "떠난 감자");
    await his.fence();
    expect(his.all("user.changed")).toEqual([]);
  });
});

test("a deleted account is shown as deleted to all who knew it", async () => {
  const [ann, fan, member, peer] = await guests(4);
  await befriend(fan, ann);
  await ann.group("함께", [member]);
  await ann.direct(peer);
  const lines = await Promise.all([fan, member, peer].map((guest) => guest.socket()));
  await ann.call("DELETE", "/api/me", { password: Guest.password });
  for (const line of lines) {
    const { user } = await line.hears("user.changed");
    expect(user).toEqual({
      id: ann.id,
      username: "",
      nickname: "",
      intro: "",
      status: "",
      avatarUrl: null,
      deleted: true,
    });
  }
});
