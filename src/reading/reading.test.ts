import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import fc from "fast-check";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const read = (guest: Guest, room: Room, seq: unknown) =>
  guest.call("PUT", `/api/rooms/${room.id}/reading`, { seq });
const me = async (guest: Guest, room: Room) =>
  (await guest.call("GET", `/api/rooms/${room.id}`)).body.room.me;

async function roomOf(length: number) {
  const [ann, bob] = await guests(2);
  const room = await ann.group("read", [bob]);
  for (let n = 0; n < length; n++) await ann.says(room, `${n}`);
  return { ann, bob, room };
}

describe("reading", () => {
  test("moves my cursor forward, by REST and by socket", async () => {
    const { bob, room } = await roomOf(4);
    expect(await me(bob, room)).toMatchObject({ cursor: 0, unread: 4 });
    expect((await read(bob, room, 3)).status).toBe(204);
    expect(await me(bob, room)).toMatchObject({ cursor: 3, unread: 2 });
    const line = await bob.socket();
    line.say({ type: "read", roomId: room.id, seq: 5 });
    expect(await line.hears("room.read")).toEqual({ type: "room.read", roomId: room.id, seq: 5, unread: 0 });
    expect(await me(bob, room)).toMatchObject({ cursor: 5, unread: 0 });
  });

  test("is known on all my devices, and to nobody else", async () => {
    const { ann, bob, room } = await roomOf(2);
    const [one, other, hers] = [await bob.socket(), await bob.socket(), await ann.socket()];
    await read(bob, room, 2);
    const frame = { type: "room.read", roomId: room.id, seq: 2, unread: 1 };
    expect([await one.hears("room.read"), await other.hears("room.read")]).toEqual([frame, frame]);
    one.say({ type: "read", roomId: room.id, seq: 3 });
    expect(await other.hears("room.read", ({ seq }) => seq === 3)).toMatchObject({ unread: 0 });
    await hers.fence();
    expect(hers.all("room.read")).toEqual([]);
  });

  test("never goes back, and what is read already is no news", async () => {
    const { bob, room } = await roomOf(3);
    const line = await bob.socket();
    await read(bob, room, 3);
    for (const seq of [2, 0, 3]) expect((await read(bob, room, seq)).status).toBe(204);
    line.say({ type: "read", roomId: room.id, seq: 1 });
    await line.fence();
    expect(line.all("room.read").map(({ seq }) => seq)).toEqual([3]);
    expect(await me(bob, room)).toMatchObject({ cursor: 3, unread: 1 });
  });

  test("as I am put out is not told after that", async () => {
    const [ann, bob] = await guests(2);
    const rooms = await Promise.all(Array.from({ length: 20 }, () => ann.group("out", [bob])));
    const line = await bob.socket();
    for (const room of rooms) {
      const out = ann.call("DELETE", `/api/rooms/${room.id}/members/${bob.id}`);
      line.say({ type: "read", roomId: room.id, seq: 1 });
      await out;
    }
    for (const { id } of rooms) await line.hears("room.left", ({ roomId }) => roomId === id);
    await line.fence();
    const received = line.received.filter(({ type }) => type !== "refused");
    for (const { id } of rooms)
      expect(received.findLast(({ roomId }) => roomId === id)?.type).toBe("room.left");
  });

  test("above the newest message is invalid, and a room I am not in does not exist", async () => {
    const { bob, room } = await roomOf(1);
    for (const seq of [3, 1e9, -1, 1.5, "2", null]) {
      expect((await read(bob, room, seq)).body.code).toBe("invalid");
    }
    expect(await me(bob, room)).toMatchObject({ cursor: 0 });
    const [cat] = await guests(1);
    expect((await read(cat, room, 1)).status).toBe(404);
    expect((await read(cat, { ...room, id: "nowhere" }, 1)).status).toBe(404);
  });

  test("from many devices at once ends at the furthest", async () => {
    const { bob, room } = await roomOf(9);
    const line = await bob.socket();
    for (const seq of [4, 8, 2]) line.say({ type: "read", roomId: room.id, seq });
    await Promise.all([5, 10, 3, 7].map((seq) => read(bob, room, seq)));
    await line.fence();
    expect(await me(bob, room)).toMatchObject({ cursor: 10, unread: 0 });
    const received = line.all("room.read").map(({ seq }) => seq);
    expect(received).toEqual(received.toSorted((a, b) => a - b));
    expect(received.at(-1)).toBe(10);
  });

  test("comes with writing: what I say, I have read, and my other devices know if I had not", async () => {
    const { ann, bob, room } = await roomOf(3);
    const line = await bob.socket();
    const { seq } = (await bob.says(room, "hi")).body.message;
    expect(await me(bob, room)).toMatchObject({ cursor: seq, unread: 0 });
    expect(await line.hears("room.read")).toEqual({ type: "room.read", roomId: room.id, seq, unread: 0 });
    await ann.says(room, "hi");
    expect(await me(bob, room)).toMatchObject({ cursor: seq, unread: 1 });
  });

  test("while others write says how much of what was heard until then is unread", async () => {
    const { ann, bob, room } = await roomOf(1);
    const line = await bob.socket();
    const writing = Promise.all(Array.from({ length: 80 }, () => ann.says(room, "hi")));
    for (let n = 3; n <= 60; n += 3) {
      const { seq } = (await line.hears("message.new", ({ message }) => message.seq >= n)).message;
      line.say({ type: "read", roomId: room.id, seq });
    }
    await writing;
    await line.fence();
    let head = 2;
    for (const frame of line.received as any[]) {
      if (frame.type === "message.new") head = frame.message.seq;
      if (frame.type === "room.read") expect(frame.unread).toBe(head - frame.seq);
    }
    expect(line.all("room.read").length).toBeGreaterThan(0);
  });

  test("does not count what only tells of comings and goings", async () => {
    const { ann, bob, room } = await roomOf(1);
    await ann.call("PATCH", `/api/rooms/${room.id}`, { title: "new" });
    await ann.says(room, "one more");
    expect(await me(bob, room)).toMatchObject({ cursor: 0, unread: 2 });
    await read(bob, room, 2);
    expect(await me(bob, room)).toMatchObject({ cursor: 2, unread: 1 });
  });
});

describe("the number beside a message", () => {
  const MEMBERS = 12;
  const LENGTH = 60;

  test("is always how many members have not read it, and never rises", async () => {
    const people = await guests(MEMBERS);
    const [ann, ...others] = people;
    const room = await ann.group("count", others);
    for (let n = 1; n < LENGTH; n++) await (people[n % 5] as Guest).says(room, `${n}`);
    const steps = fc.array(
      fc.record({ who: fc.nat(MEMBERS - 1), seq: fc.integer({ min: 1, max: LENGTH }) }),
      { maxLength: 6 },
    );
    // FerretDB reads all that there is for nearly each question.
    const numRuns = house.machines.length > 1 ? 8 : 25;
    let before: number[] = Array.from({ length: LENGTH }, () => MEMBERS);
    const isExact = async (reads: { who: number; seq: number }[]) => {
      await Promise.all(reads.map(({ who, seq }) => read(people[who] as Guest, room, seq)));
      const numbers = await numbersSeen(ann, room);
      expect(numbers).toEqual(await counted(ann, room));
      expect(numbers.every((n, index) => n <= (before[index] ?? 0))).toBe(true);
      before = numbers;
    };
    await fc.assert(fc.asyncProperty(steps, isExact), { numRuns });
  }, 60_000);

  test("falls when someone leaves, and stays when someone comes", async () => {
    const { ann, bob, room } = await roomOf(2);
    const [cat] = await guests(1);
    expect(await numbersSeen(ann, room)).toEqual([1, 1, 1]);
    await bob.call("DELETE", `/api/rooms/${room.id}/members/me`);
    expect((await numbersSeen(ann, room)).slice(0, 3)).toEqual([0, 0, 0]);
    await ann.call("POST", `/api/rooms/${room.id}/members`, { userIds: [bob.id, cat.id] });
    expect((await numbersSeen(ann, room)).slice(0, 3)).toEqual([0, 0, 0]);
    expect((await ann.says(room, "all three")).body.message.unread).toBe(2);
  });

  const numbersSeen = async (guest: Guest, room: Room): Promise<number[]> =>
    (await guest.history(room, "?limit=200")).messages.map(({ unread }: any) => unread);

  /** Told from each member's cursor, one by one. */
  async function counted(guest: Guest, room: Room): Promise<number[]> {
    const { members } = (await guest.call("GET", `/api/rooms/${room.id}/members?limit=100`)).body;
    const head = (await guest.history(room, "?limit=1")).head;
    const unreadBy = (seq: number) => members.filter(({ cursor }: any) => cursor < seq).length;
    return Array.from({ length: head }, (_, index) => unreadBy(index + 1));
  }
});
