import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const befriend = (guest: Guest, { id }: { id: string }, body: object = {}) =>
  guest.call("PUT", `/api/friends/${id}`, body);
const unfriend = (guest: Guest, { id }: { id: string }) => guest.call("DELETE", `/api/friends/${id}`);
const block = (guest: Guest, { id }: { id: string }) => guest.call("PUT", `/api/blocks/${id}`);
const unblock = (guest: Guest, { id }: { id: string }) => guest.call("DELETE", `/api/blocks/${id}`);
const friends = async (guest: Guest) => (await guest.call("GET", "/api/friends")).body.friends;
const blocked = async (guest: Guest) => (await guest.call("GET", "/api/blocks")).body.users;

describe("a friend", () => {
  test("is mine without being asked, and learns nothing of it", async () => {
    const [ann, bob] = await guests(2);
    const line = await bob.socket();
    const before = Date.now();
    const { status, body } = await befriend(ann, bob);
    expect([status, body]).toEqual([204, ""]);
    expect(await friends(ann)).toEqual([
      { user: bob.user, favourite: false, alias: null, since: expect.any(Number) },
    ]);
    expect((await friends(ann))[0].since).toBeWithin(before, Date.now() + 1);
    expect(await friends(bob)).toEqual([]);
    // A fence: the first frame that Bob receives is about his own friend.
    await befriend(bob, ann);
    await line.hears("friend.changed", ({ user }) => user.id === ann.id);
    expect(line.all("friend.changed")).toHaveLength(1);
    line.close();
  });

  test("is told of to my sockets when they become one, become a favourite, and go", async () => {
    const [ann, bob] = await guests(2);
    const phone = await ann.again();
    const lines = await Promise.all([ann.socket(), phone.socket()]);
    await befriend(ann, bob);
    await befriend(ann, bob, { favourite: true });
    await unfriend(ann, bob);
    for (const line of lines) {
      expect(await line.hears("friend.removed")).toEqual({ type: "friend.removed", userId: bob.id });
      const since = expect.any(Number);
      expect(line.all("friend.changed")).toEqual([
        { type: "friend.changed", user: bob.user, favourite: false, alias: null, since },
        { type: "friend.changed", user: bob.user, favourite: true, alias: null, since },
      ]);
      line.close();
    }
    expect(await friends(ann)).toEqual([]);
  });

  test("stays a favourite, and one since the first day, when added again", async () => {
    const [ann, bob] = await guests(2);
    await befriend(ann, bob, { favourite: true });
    const [first] = await friends(ann);
    expect(first.favourite).toBe(true);
    await befriend(ann, bob);
    expect(await friends(ann)).toEqual([first]);
    await befriend(ann, bob, { favourite: false });
    expect(await friends(ann)).toEqual([{ ...first, favourite: false }]);
  });

  test("shows as they are now, not as they were when added", async () => {
    const [ann, bob] = await guests(2);
    await befriend(ann, bob);
    await bob.call("PATCH", "/api/me", { nickname: "새 이름 밥", status: "🥔" });
    expect((await friends(ann))[0].user).toMatchObject({ id: bob.id, nickname: "새 이름 밥", status: "🥔" });
  });

  test("can be removed twice, and is not told of twice", async () => {
    const [ann, bob, carol] = await guests(3);
    const line = await ann.socket();
    await befriend(ann, bob);
    for (let round = 0; round < 3; round++) expect((await unfriend(ann, bob)).status).toBe(204);
    await befriend(ann, carol);
    await line.hears("friend.changed", ({ user }) => user.id === carol.id);
    expect(line.all("friend.removed")).toHaveLength(1);
    line.close();
  });

  test("cannot be marked by what is not a yes or no", async () => {
    const [ann, bob] = await guests(2);
    for (const favourite of ["yes", "true", 1, null, [true]]) {
      const { status, body } = await befriend(ann, bob, { favourite });
      expect([status, body.errors[0].path]).toEqual([422, "favourite"]);
    }
    await befriend(ann, bob, { since: 0, userId: ann.id });
    expect((await friends(ann))[0]).toMatchObject({ user: bob.user, favourite: false });
    expect((await friends(ann))[0].since).toBeGreaterThan(0);
  });

  test("stands in the list where a Korean phone book has them", async () => {
    const [ann, ...others] = await guests(10);
    const sorted = ["가지", "감자", "강낭콩", "고구마", "까치콩", "나물", "하늘", "apple pie", "Banana"];
    const shuffled = sorted.toSorted((a, b) => a.length - b.length || (a < b ? 1 : -1));
    for (const [nth, nickname] of shuffled.entries()) {
      expect((await others[nth]?.call("PATCH", "/api/me", { nickname }))?.status).toBe(200);
    }
    await Promise.all(others.map((one) => befriend(ann, one)));
    expect((await friends(ann)).map(({ user }: { user: { nickname: string } }) => user.nickname)).toEqual(
      sorted,
    );
  });
});

describe("a block", () => {
  test("is mine alone to see, and can be taken back", async () => {
    const [ann, bob] = await guests(2);
    const { status, body } = await block(ann, bob);
    expect([status, body]).toEqual([204, ""]);
    expect(await blocked(ann)).toEqual([bob.user]);
    expect(await blocked(bob)).toEqual([]);
    expect((await unblock(ann, bob)).status).toBe(204);
    expect(await blocked(ann)).toEqual([]);
  });

  test("removes the friend, whom my sockets see go, and unblocking does not bring them back", async () => {
    const [ann, bob] = await guests(2);
    await befriend(ann, bob, { favourite: true });
    await befriend(bob, ann);
    const [line, other] = await Promise.all([ann.socket(), bob.socket()]);
    await block(ann, bob);
    expect(await line.hears("friend.removed")).toEqual({ type: "friend.removed", userId: bob.id });
    await unblock(ann, bob);
    expect(await friends(ann)).toEqual([]);
    // Bob keeps Ann and gets no frame about this except that she is offline: his next frame is about his own next change.
    expect((await friends(bob)).map(({ user }: { user: { id: string } }) => user.id)).toEqual([ann.id]);
    await befriend(bob, ann, { favourite: true });
    await other.hears("friend.changed");
    const received = other.received.map(({ type }) => type).filter((type) => type !== "presence");
    expect(received).toEqual(["welcome", "friend.changed"]);
    for (const one of [line, other]) one.close();
  });

  test("stands against befriending, for me alone", async () => {
    const [ann, bob] = await guests(2);
    await block(ann, bob);
    const refused = await befriend(ann, bob);
    expect([refused.status, refused.body.code]).toEqual([409, "conflict"]);
    expect(await friends(ann)).toEqual([]);
    expect((await befriend(bob, ann)).status).toBe(204);
    await unblock(ann, bob);
    expect((await befriend(ann, bob)).status).toBe(204);
  });

  test("can be made and taken back twice", async () => {
    const [ann, bob] = await guests(2);
    expect((await unblock(ann, bob)).status).toBe(204);
    for (let round = 0; round < 2; round++) expect((await block(ann, bob)).status).toBe(204);
    expect(await blocked(ann)).toEqual([bob.user]);
    for (let round = 0; round < 2; round++) expect((await unblock(ann, bob)).status).toBe(204);
    expect(await blocked(ann)).toEqual([]);
  });

  test("holds at once, and no longer than until it is taken back", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    for (const expected of [403, 201, 403, 201]) {
      await (expected === 403 ? block : unblock)(ann, bob);
      expect((await ann.says(room, "들려요?")).status).toBe(expected);
    }
  });

  test("and its end are known on all my devices, and to nobody else", async () => {
    const [ann, bob] = await guests(2);
    const [mine, his] = [await (await ann.again()).socket(), await bob.socket()];
    await block(ann, bob);
    expect(await mine.hears("block.changed")).toEqual({
      type: "block.changed",
      user: bob.user,
      blocked: true,
    });
    await unblock(ann, bob);
    expect(await mine.hears("block.changed", (frame) => !frame.blocked)).toMatchObject({ user: bob.user });
    await his.fence();
    expect(his.received.map(({ type }) => type)).toEqual(["welcome", "pong"]);
  });

  test("of each by the other is two blocks", async () => {
    const [ann, bob] = await guests(2);
    await Promise.all([block(ann, bob), block(bob, ann)]);
    await unblock(ann, bob);
    expect(await blocked(bob)).toEqual([ann.user]);
    expect(await blocked(ann)).toEqual([]);
  });
});

test("myself is invalid, in all four", async () => {
  const [ann] = await guests(1);
  for (const act of [befriend, unfriend, block, unblock]) {
    const { status, body } = await act(ann, ann);
    expect([act.name, status, body.code]).toEqual([act.name, 422, "invalid"]);
  }
  expect([await friends(ann), await blocked(ann)]).toEqual([[], []]);
});

test("someone who does not exist is not found, in all four, whatever the id looks like", async () => {
  const [ann] = await guests(1);
  const answers: unknown[] = [];
  for (const act of [befriend, unfriend, block, unblock]) {
    for (const id of [crypto.randomUUID(), "me", "%00", "%FF", "a".repeat(300)])
      answers.push((await act(ann, { id })).body);
  }
  expect(new Set(answers.map((body) => JSON.stringify(body))).size).toBe(1);
  expect(answers[0]).toEqual({ type: "about:blank", title: "Not found", status: 404, code: "not-found" });
});
