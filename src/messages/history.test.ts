import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import fc from "fast-check";

import type { Message } from "../protocol/message";
import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

// Its first message tells of its making, the others are numbered by their text.
const LENGTH = 320;
let ann: Guest;
let room: Room;

beforeAll(async () => {
  await openHouse();
  [ann] = await guests(1);
  room = await ann.group("long");
  await Promise.all(Array.from({ length: LENGTH - 1 }, (_, n) => ann.says(room, `${n}`)));
}, 20_000);
afterAll(() => house.close());

const seqs = ({ messages }: { messages: Message[] }) => messages.map(({ seq }) => seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("history", () => {
  test("begins with the newest fifty, ascending", async () => {
    const page = await ann.history(room);
    expect(seqs(page)).toEqual(range(271, 320));
    expect([page.head, page.more]).toEqual([320, { before: true, after: false }]);
  });

  test("goes back from before a seq, and forward from after one; neither shows it again", async () => {
    const back = await ann.history(room, "?before=271&limit=20");
    expect([seqs(back), back.more]).toEqual([range(251, 270), { before: true, after: true }]);
    const forward = await ann.history(room, "?after=270&limit=20");
    expect([seqs(forward), forward.more]).toEqual([range(271, 290), { before: true, after: true }]);
    const start = await ann.history(room, "?after=0&limit=3");
    expect([seqs(start), start.more]).toEqual([[1, 2, 3], { before: false, after: true }]);
    const end = await ann.history(room, "?after=318");
    expect([seqs(end), end.more]).toEqual([[319, 320], { before: true, after: false }]);
  });

  test("goes around a seq, which is in it, with as much on either side as there is", async () => {
    const middle = await ann.history(room, "?around=100&limit=5");
    expect([seqs(middle), middle.more]).toEqual([range(98, 102), { before: true, after: true }]);
    expect(seqs(await ann.history(room, "?around=100&limit=4"))).toEqual(range(98, 101));
    expect(seqs(await ann.history(room, "?around=100&limit=1"))).toEqual([100]);
    const first = await ann.history(room, "?around=2&limit=6");
    expect([seqs(first), first.more]).toEqual([range(1, 6), { before: false, after: true }]);
    const last = await ann.history(room, "?around=320&limit=6");
    expect([seqs(last), last.more]).toEqual([range(315, 320), { before: true, after: false }]);
    for (const seq of [0, 321, 99_999]) {
      const { body } = await ann.call("GET", `/api/rooms/${room.id}/messages?around=${seq}`);
      expect(body.code).toBe("not-found");
    }
  });

  test("says at both ends whether there is more, also where a page is empty", async () => {
    const ends = async (query: string) => {
      const page = await ann.history(room, query);
      return [page.messages.length, page.more.before, page.more.after];
    };
    expect(await ends("?before=1")).toEqual([0, false, true]);
    expect(await ends("?before=2")).toEqual([1, false, true]);
    expect(await ends("?after=320")).toEqual([0, true, false]);
    expect(await ends("?after=99999")).toEqual([0, true, false]);
    expect(await ends("?before=99999&limit=1")).toEqual([1, true, false]);
    const fresh = await ann.direct((await guests(1))[0]);
    const page = await ann.history(fresh);
    expect(page).toEqual({ messages: [], users: [], head: 0, rev: 0, more: { before: false, after: false } });
  });

  test("gives any page as it would be cut out of the whole", async () => {
    const whole = range(1, LENGTH);
    const asked = fc.record({
      side: fc.constantFrom("before" as const, "after" as const, "around" as const),
      seq: fc.integer({ min: 1, max: LENGTH }),
      limit: fc.integer({ min: 1, max: 200 }),
    });
    const isCutOut = async ({ side, seq, limit }: { side: string; seq: number; limit: number }) => {
      const page = await ann.history(room, `?${side}=${seq}&limit=${limit}`);
      const got = seqs(page);
      const [first = 0, last = 0] = [got[0], got.at(-1)];
      expect(got).toEqual(got.length > 0 ? whole.slice(first - 1, last) : []);
      if (side === "before") expect(got).toEqual(whole.slice(Math.max(0, seq - 1 - limit), seq - 1));
      if (side === "after") expect(got).toEqual(whole.slice(seq, seq + limit));
      if (side === "around") expect([got.includes(seq), got.length]).toEqual([true, limit]);
      if (got.length > 0) expect(page.more).toEqual({ before: first > 1, after: last < LENGTH });
    };
    await fc.assert(fc.asyncProperty(asked, isCutOut), { numRuns: 40 });
  });

  test("begins at a time: with the first message of it or after it", async () => {
    const whole: Message[] = [
      ...(await ann.history(room, "?after=0&limit=200")).messages,
      ...(await ann.history(room, "?after=200&limit=200")).messages,
    ];
    const at = fc.record({
      nth: fc.nat(LENGTH - 1),
      by: fc.constantFrom(-1, 0, 1),
      limit: fc.constantFrom(1, 7),
    });
    const isFirst = async ({ nth, by, limit }: { nth: number; by: number; limit: number }) => {
      const time = whole[nth]!.at + by;
      const rest = whole.filter((one) => one.at >= time);
      const page = await ann.history(room, `?at=${time}&limit=${limit}`);
      expect(seqs(page)).toEqual(seqs({ messages: rest.slice(0, limit) }));
      expect(page.more).toEqual({ before: rest.length < LENGTH, after: rest.length > limit });
    };
    await fc.assert(fc.asyncProperty(at, isFirst), { numRuns: 40 });
    expect(seqs(await ann.history(room, "?at=0&limit=2"))).toEqual([1, 2]);
    const future = await ann.history(room, `?at=${whole.at(-1)!.at + 1}`);
    expect([seqs(future), future.more]).toEqual([[], { before: true, after: false }]);
  });

  test("begins no time before someone joined", async () => {
    const [bob] = await guests(1);
    const late = await ann.group("late", []);
    for (const text of ["one", "two"]) await ann.says(late, text);
    await ann.call("PUT", `/api/rooms/${late.id}/members/${bob.id}`, {});
    await ann.says(late, "three");
    const mine = seqs(await bob.history(late));
    expect(seqs(await bob.history(late, "?at=0"))).toEqual(mine);
    expect(mine[0]).toBeGreaterThan(3);
    const fresh = await ann.direct(bob);
    expect(seqs(await ann.history(fresh, "?at=0"))).toEqual([]);
  });

  test("gives at most 200 at once, and at most one direction", async () => {
    expect((await ann.history(room, "?limit=200")).messages).toHaveLength(200);
    const wrong = [
      "limit=201",
      "limit=0",
      "limit=-1",
      "limit=x",
      "limit=",
      "before=x",
      "after=-1",
      "around=1.5",
      "at=-1",
      "at=x",
    ];
    const two = [
      "before=9&after=3",
      "before=9&around=3",
      "after=3&around=3",
      "before=9&after=3&around=5",
      "at=9&after=3",
    ];
    for (const query of [...wrong, ...two]) {
      const { status, body } = await ann.call("GET", `/api/rooms/${room.id}/messages?${query}`);
      expect(`${query} ${status} ${body.code}`).toBe(`${query} 422 invalid`);
    }
    // What is asked is looked at before where.
    const nowhere = await ann.call("GET", `/api/rooms/${crypto.randomUUID()}/messages?before=9&after=3`);
    expect(nowhere.status).toBe(422);
  });

  test("comes with everyone whom its messages name, and nobody else", async () => {
    const [bob, cat, dan, eve] = await guests(4);
    const named = await ann.group("names", [bob, cat, dan]);
    await bob.says(named, "one");
    await cat.says(named, "two", { replyTo: 2, mentions: [dan.id] });
    await ann.call("PUT", `/api/rooms/${named.id}/members/${eve.id}`, {});
    const users = async (query: string) =>
      new Set((await ann.history(named, query)).users.map(({ id }: any) => id));
    expect(await users("?after=1&limit=1")).toEqual(new Set([bob.id]));
    expect(await users("?after=2&limit=1")).toEqual(new Set([cat.id, bob.id, dan.id]));
    expect(await users("?after=3&limit=1")).toEqual(new Set([ann.id, eve.id]));
    const faces = (await ann.history(named, "?after=1&limit=1")).users;
    expect(faces).toEqual([bob.user]);
  });

  test("shows whom it names as gone once they are, and keeps what they said", async () => {
    const [bob] = await guests(1);
    const left = await ann.group("left", [bob]);
    await bob.says(left, "farewell");
    await bob.call("DELETE", "/api/me", { password: "hot-potato-soup" });
    const { messages, users } = await ann.history(left, "?after=1&limit=1");
    expect(messages).toMatchObject([{ authorId: bob.id, text: "farewell" }]);
    expect(users).toEqual([{ ...bob.user, username: "", nickname: "", deleted: true }]);
  });
});
