import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Friend, User } from "../protocol/user";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const befriend = (guest: Guest, { id }: { id: string }, body: object = {}) =>
  guest.call("PUT", `/api/friends/${id}`, body);
const friends = async (guest: Guest): Promise<Friend[]> =>
  (await guest.call("GET", "/api/friends")).body.friends;
const find = async (guest: Guest, q: string): Promise<string[]> => {
  const { body } = await guest.call("GET", `/api/users?q=${encodeURIComponent(q)}`);
  return (body.users as User[]).map(({ id }) => id);
};

describe("an alias", () => {
  test("makes a friend, stays when the favourite changes, and goes when it is empty", async () => {
    const [ann, bob] = await guests(2);
    expect((await befriend(ann, bob, { alias: "  우리 막내 " })).status).toBe(204);
    const [first] = await friends(ann);
    expect(first).toEqual({ user: bob.user, favourite: false, alias: "우리 막내", since: first!.since });
    await befriend(ann, bob, { favourite: true });
    expect((await friends(ann))[0]).toEqual({ ...first!, favourite: true });
    await befriend(ann, bob, { alias: "" });
    expect((await friends(ann))[0]).toEqual({ ...first!, favourite: true, alias: null });
    await befriend(ann, bob, { alias: "다시" });
    await ann.call("DELETE", `/api/friends/${bob.id}`);
    await befriend(ann, bob);
    expect((await friends(ann))[0]!.alias).toBeNull();
  });

  test("reaches all my devices, and nobody else sees it", async () => {
    const [ann, bob] = await guests(2);
    await befriend(bob, ann);
    const room = await ann.group("별명", [bob]);
    const [mine, his] = [await (await ann.again()).socket(), await bob.socket()];
    await befriend(ann, bob, { alias: "비밀 별명" });
    const frame = await mine.hears("friend.changed");
    expect(frame).toMatchObject({ user: bob.user, alias: "비밀 별명", favourite: false });
    await ann.says(room, "안녕");
    await his.hears("message.new", ({ message }) => message.text === "안녕");
    const answers = await Promise.all(
      ["/api/friends", "/api/me", `/api/users/${bob.id}`, `/api/rooms/${room.id}/members`, "/api/rooms"].map(
        (path) => bob.call("GET", path),
      ),
    );
    const seen = JSON.stringify([his.received, answers.map(({ body }) => body)]);
    expect(seen).not.toContain("비밀 별명");
    expect((await ann.call("GET", `/api/users/${bob.id}`)).body.user).toEqual(bob.user);
  });

  test("is what I find a friend by, in part and by initial consonants; nobody else finds them by it", async () => {
    const [ann, bob, cat] = await guests(3);
    await befriend(ann, bob, { alias: "Kim 대리님" });
    for (const q of ["대리", "kim 대", "ㄷㄹㄴ"]) {
      expect(await find(ann, q)).toEqual([bob.id]);
      expect(await find(cat, q)).toEqual([]);
      expect(await find(bob, q)).toEqual([]);
    }
    await befriend(ann, bob, { alias: "과장님" });
    expect([await find(ann, "대리"), await find(ann, "과장")]).toEqual([[], [bob.id]]);
    // By both names, once.
    expect(await find(ann, bob.username)).toEqual([bob.id]);
  });

  test("is where the list has them", async () => {
    const [ann, bob, cat] = await guests(3);
    await bob.call("PATCH", "/api/me", { nickname: "가나다 별명" });
    await cat.call("PATCH", "/api/me", { nickname: "마바사 별명" });
    await befriend(ann, cat);
    await befriend(ann, bob, { alias: "하하하" });
    expect((await friends(ann)).map(({ user }) => user.id)).toEqual([cat.id, bob.id]);
  });

  test("need not be unique, and follows the rules of a line", async () => {
    const [ann, bob, cat] = await guests(3);
    for (const other of [bob, cat]) expect((await befriend(ann, other, { alias: "짝" })).status).toBe(204);
    expect((await befriend(ann, bob, { alias: cat.user.nickname })).status).toBe(204);
    const family = "👨‍👩‍👧‍👦";
    expect((await befriend(ann, bob, { alias: family.repeat(2) })).status).toBe(204);
    for (const alias of ["가".repeat(21), "두\n줄", "\u202Etxt.exe", "x\u0000y", "\uD83E", null, 7, ["a"]]) {
      const { status, body } = await befriend(ann, bob, { alias });
      expect([alias, status, body.errors?.[0].path]).toEqual([alias, 422, "alias"]);
    }
    expect((await friends(ann)).find(({ user }) => user.id === bob.id)?.alias).toBe(family.repeat(2));
  });

  test("of someone I block is refused, and a block removes it", async () => {
    const [ann, bob] = await guests(2);
    await befriend(ann, bob, { alias: "친구" });
    await ann.call("PUT", `/api/blocks/${bob.id}`);
    expect((await befriend(ann, bob, { alias: "다시" })).body.code).toBe("conflict");
    expect(await find(ann, "친구")).toEqual([]);
    await ann.call("DELETE", `/api/blocks/${bob.id}`);
    await befriend(ann, bob);
    expect((await friends(ann))[0]!.alias).toBeNull();
  });
});
