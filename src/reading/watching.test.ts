import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import fc from "fast-check";

import type { Room } from "../protocol/room";
import { type Ear, type Guest, guests, house, type Line, openHouse, within } from "../testing/people/guests";
import { Reader } from "../testing/people/readers";

beforeAll(() => openHouse());
afterAll(() => house.close());

const NEWEST = 100;
const read = (guest: Guest, room: Room, seq: number) =>
  guest.call("PUT", `/api/rooms/${room.id}/reading`, { seq });
const leave = (guest: Guest, room: Room) => guest.call("DELETE", `/api/rooms/${room.id}/members/me`);
const watch = (line: Line, room: Room | null) => line.say({ type: "watch", roomId: room?.id ?? null });

async function watching(guest: Guest, room: Room): Promise<Line> {
  const line = await guest.socket();
  watch(line, room);
  await line.hears("room.unread");
  return line;
}

type Steps = [number, number][];
/** The number of each seq from the first step up to `head`. */
function expanded(steps: Steps, head: number): number[] {
  const from = steps[0]?.[0] ?? head + 1;
  const at = (seq: number) => steps.findLast(([start]) => start <= seq)?.[1] ?? -1;
  return Array.from({ length: head - from + 1 }, (_, nth) => at(from + nth));
}

/** Told from each member's cursor, one by one. */
async function counted(guest: Guest, room: Room): Promise<{ numbers: number[]; head: number }> {
  const { members } = (await guest.call("GET", `/api/rooms/${room.id}/members?limit=100`)).body;
  const { head } = await guest.history(room, "?limit=1");
  const from = Math.max(1, head - NEWEST + 1);
  const unreadBy = (seq: number) => members.filter(({ cursor }: any) => cursor < seq).length;
  return { numbers: Array.from({ length: head - from + 1 }, (_, nth) => unreadBy(from + nth)), head };
}

/** Resolves once the last that was told is this. */
const tells = (ear: Ear, { numbers, head }: { numbers: number[]; head: number }) =>
  ear.hears("room.unread", (frame) => {
    const isLast = frame === ear.all("room.unread").at(-1);
    return isLast && frame.from === head - numbers.length + 1 && same(expanded(frame.steps, head), numbers);
  });
const same = (one: number[], other: number[]) => Bun.deepEquals(one, other);

describe("who watches a room", () => {
  test("is told within a second of quiet what a count of all cursors says, whatever is read, said and left", async () => {
    const MEMBERS = 10;
    const people = await guests(MEMBERS);
    const [ann, ...others] = people;
    const room = await ann.group("count", others);
    const line = await watching(ann, room);
    const gone = new Set<number>();
    const act = fc.record({
      who: fc.nat(MEMBERS - 1),
      does: fc.oneof(
        { weight: 6, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
        { weight: 6, arbitrary: fc.constant("say") },
        { weight: 1, arbitrary: fc.constant("leave") },
      ),
    });
    let head = 1;
    const isTold = async (acts: { who: number; does: number | string }[]) => {
      const doing = acts.map(async ({ who, does }) => {
        const guest = people[who] as Guest;
        if (gone.has(who)) return;
        if (does === "say") await guest.says(room, "hi");
        else if (typeof does === "number") await read(guest, room, Math.ceil(does * head));
        else if (who > 0 && gone.size < MEMBERS / 2 && gone.add(who)) await leave(guest, room);
      });
      await Promise.all(doing);
      const now = await counted(ann, room);
      ({ head } = now);
      await within(1000, tells(line, now));
      const { steps } = (await ann.call("GET", `/api/rooms/${room.id}/unread`)).body;
      expect(expanded(steps, head)).toEqual(now.numbers);
    };
    await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), isTold), {
      numRuns: 25,
      endOnFailure: true,
    });
    const frames = line.all("room.unread");
    for (const { steps } of frames) {
      const numbers = steps.slice(1).map(([, n]: [number, number]) => n);
      // A step is where the number is another.
      expect(numbers.every((n: number, nth: number) => n > steps[nth][1])).toBe(true);
    }
  }, 40_000);

  test("is told at once, also when nothing has changed, and all are told what changes", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("two", [bob]);
    const first = await watching(ann, room);
    const second = await watching(bob, room);
    const frame = { type: "room.unread", roomId: room.id, from: 1, steps: [[1, 2]] };
    expect([first.all("room.unread"), second.all("room.unread")]).toEqual([[frame], [frame]]);
    await read(bob, room, 1);
    for (const line of [first, second]) await tells(line, { numbers: [1], head: 1 });
  });

  test("is told of system messages, too, and of a room in which nothing was said yet", async () => {
    const [ann, bob] = await guests(2);
    const direct = await ann.direct(bob);
    const line = await watching(ann, direct);
    expect(line.all("room.unread")).toMatchObject([{ from: 1, steps: [] }]);
    const room = await ann.group("two", [bob]);
    watch(line, room);
    await line.hears("room.unread", ({ roomId, steps }) => roomId === room.id && steps[0][1] === 2);
    await ann.call("PATCH", `/api/rooms/${room.id}`, { title: "new" });
    await tells(line, await counted(ann, room));
  });

  test("hears of one room at a time, and of none when asked to", async () => {
    const [ann, bob] = await guests(2);
    const [one, other] = await Promise.all(["one", "other"].map((title) => ann.group(title, [bob])));
    const [line, fence] = [await watching(ann, one!), await watching(bob, one!)];
    watch(line, other!);
    await line.hears("room.unread", ({ roomId }) => roomId === other!.id);
    await read(bob, one!, 1);
    await tells(fence, { numbers: [1], head: 1 });
    await line.fence();
    expect(line.all("room.unread").map(({ roomId }) => roomId)).toEqual([one!.id, other!.id]);
    watch(line, null);
    await line.fence();
    watch(fence, other!);
    await fence.hears("room.unread", ({ roomId }) => roomId === other!.id);
    await read(bob, other!, 1);
    await fence.hears("room.unread", ({ roomId, steps }) => roomId === other!.id && steps[0][1] === 1);
    await line.fence();
    expect(line.all("room.unread")).toHaveLength(2);
  });

  test("by a feed hears the same, and what was missed when it comes back", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("two", [bob]);
    const reader = await Reader.open(ann, undefined, room.id);
    await tells(reader, { numbers: [2], head: 1 });
    expect(reader.received[0]?.type).toBe("welcome");
    reader.close();
    await reader.ended;
    const fence = await watching(bob, room);
    await read(bob, room, 1);
    await tells(fence, { numbers: [1], head: 1 });
    const back = await Reader.open(ann, reader.lastId, room.id);
    await tells(back, { numbers: [1], head: 1 });
    const elsewhere = await fetch(`${house.url}/api/feed?watch=${room.id}`, {
      headers: { authorization: `Bearer ${(await guests(1))[0].token}` },
    });
    expect([elsewhere.status, (await elsewhere.json()).code]).toEqual([404, "not-found"]);
    back.close();
  });
});

describe("nothing of it is heard", () => {
  test("by who does not watch, and by who was put out or left", async () => {
    const [ann, bob, cat, dan] = await guests(4);
    const room = await ann.group("four", [bob, cat, dan]);
    const fence = await watching(ann, room);
    const idle = await bob.socket();
    const [out, gone] = [await watching(cat, room), await watching(dan, room)];
    await ann.call("DELETE", `/api/rooms/${room.id}/members/${cat.id}`);
    await leave(dan, room);
    for (const line of [out, gone]) await line.hears("room.left");
    await read(bob, room, 1);
    await tells(fence, await counted(ann, room));
    await Promise.all([idle, out, gone].map((line) => line.fence()));
    expect(idle.all("room.unread")).toEqual([]);
    for (const { received } of [out, gone]) {
      const left = received.findIndex(({ type }) => type === "room.left");
      expect(received.slice(left).filter(({ type }) => type === "room.unread")).toEqual([]);
    }
  });

  test("by who was put out while on the way to it", async () => {
    const [ann, bob] = await guests(2);
    const rooms = await Promise.all(Array.from({ length: 10 }, () => ann.group("out", [bob])));
    const line = await bob.socket();
    for (const room of rooms) {
      const out = ann.call("DELETE", `/api/rooms/${room.id}/members/${bob.id}`);
      watch(line, room);
      await out;
      await line.hears("room.left", ({ roomId }) => roomId === room.id);
      const fence = await watching(ann, room);
      await line.fence();
      const last = line.received.findLast(({ roomId, type }) => roomId === room.id && type !== "refused");
      expect(last?.type).toBe("room.left");
      fence.close();
    }
  });
});

test("what changes together is told together: four times a second, however much is read", async () => {
  const people = await guests(8);
  const [ann, ...others] = people;
  const room = await ann.group("busy", others);
  await Promise.all(Array.from({ length: 30 }, (_, n) => ann.says(room, `${n}`)));
  const line = await watching(ann, room);
  const before = line.all("room.unread").length;
  const began = performance.now();
  for (let seq = 1; seq <= 31; seq += 3) await Promise.all(others.map((guest) => read(guest, room, seq)));
  await tells(line, await counted(ann, room));
  const seconds = (performance.now() - began) / 1000;
  const frames = line.all("room.unread").length - before;
  expect(frames).toBeWithin(1, Math.ceil(seconds * 4) + 2);
}, 20_000);

describe("the numbers of a range", () => {
  test("are those of its messages, from where I may see them", async () => {
    const [ann, bob, cat] = await guests(3);
    const room = await ann.group("range", [bob]);
    await Promise.all(Array.from({ length: 129 }, (_, n) => ann.says(room, `${n}`)));
    await read(bob, room, 50);
    const numbers = async (guest: Guest, query: string) => {
      const { status, body } = await guest.call("GET", `/api/rooms/${room.id}/unread${query}`);
      return status === 200 ? body.steps : body.code;
    };
    expect(await numbers(ann, "?from=40&to=60")).toEqual([
      [40, 0],
      [51, 1],
    ]);
    expect(await numbers(ann, "")).toEqual([
      [31, 0],
      [51, 1],
    ]);
    expect(await numbers(ann, "?from=51&to=99999")).toEqual([[51, 1]]);
    expect(await numbers(ann, "?from=200")).toEqual([]);
    for (const wrong of ["?from=3&to=2", "?from=0", "?to=x", "?from=1.5"])
      expect(await numbers(ann, wrong)).toBe("invalid");
    expect(await numbers(cat, "?from=1")).toBe("not-found");
    await ann.call("POST", `/api/rooms/${room.id}/members`, { userIds: [cat.id] });
    expect(await numbers(cat, "?from=1&to=131")).toEqual([[131, 3]]);
  }, 20_000);
});
