import { afterEach, expect, jest, test } from "bun:test";

import type { Room } from "../../../src/protocol/room";
import { createMissing, type RoomsPage } from "./missing";

afterEach(() => void jest.useRealTimers());

test("all parts of a welcome share one way through the list, which ends at the last missing room", async () => {
  const list = listOf(9);
  const { fetchMissing, put, complete } = watching(list);
  fetchMissing(headsOf(list.rooms.slice(0, 2)));
  fetchMissing(headsOf(list.rooms.slice(2, 4)));
  await complete;
  expect(put).toEqual(["r0", "r1", "r2", "r3"]);
  expect(list.asked).toEqual([undefined, "2"]);
});

test("nothing is missing: nothing is fetched", async () => {
  const list = listOf(9);
  const { fetchMissing, complete } = watching(list);
  fetchMissing(new Map());
  await complete;
  expect(list.asked).toEqual([]);
});

test("what is missed above the page that comes next is looked for once more, and so is what a page had too old", async () => {
  const list = listOf(4);
  const { fetchMissing, put, complete } = watching(list);
  fetchMissing(headsOf(list.rooms.slice(3)));
  await list.isAsked(1);
  // Room 0 is on the page that has been asked for, as it was before.
  list.rooms[0] = roomOf(0, 2);
  fetchMissing(headsOf(list.rooms.slice(0, 1)));
  await complete;
  expect(put).toEqual(["r0", "r1", "r2", "r3", "r0", "r1"]);
});

test("a room that is not in the list any more is given up at its end", async () => {
  const list = listOf(4);
  const { fetchMissing, complete } = watching(list);
  fetchMissing(new Map([["gone", 7]]));
  await complete;
  expect(list.asked).toEqual([undefined, "2"]);
});

test("a page that cannot be had is asked for again", async () => {
  jest.useFakeTimers();
  const list = listOf(2);
  const { fetchMissing, put, complete } = watching(list, 1);
  fetchMissing(headsOf(list.rooms));
  await list.isAsked(1);
  await settled();
  expect(put).toEqual([]);
  jest.runAllTimers();
  await complete;
  expect(put).toEqual(["r0", "r1"]);
});

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

const roomOf = (number: number, head = 1): Room => ({ id: `r${number}`, head }) as Room;
const headsOf = (rooms: Room[]): Map<string, number> => new Map(rooms.map(({ id, head }) => [id, head]));

// Pages of two.
function listOf(count: number) {
  const asked: (string | undefined)[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const rooms = Array.from({ length: count }, (_, number) => roomOf(number));

  async function page(cursor: string | undefined): Promise<RoomsPage> {
    const from = Number(cursor ?? 0);
    const some = rooms.slice(from, from + 2);
    asked.push(cursor);
    for (const one of waiting) if (asked.length >= one.count) one.resolve();
    await Promise.resolve();
    return { rooms: some, cursor: from + 2 < rooms.length ? String(from + 2) : null };
  }

  const isAsked = (times: number): Promise<void> =>
    new Promise((resolve) => {
      if (asked.length >= times) resolve();
      else waiting.push({ count: times, resolve });
    });
  return { rooms, asked, page, isAsked };
}

function watching(list: ReturnType<typeof listOf>, failures = 0) {
  const put: string[] = [];
  const { promise: complete, resolve } = Promise.withResolvers<void>();
  let left = failures;
  const fetchMissing = createMissing({
    fetchPage: async (cursor) => {
      const page = await list.page(cursor);
      if (left-- > 0) throw new Error("offline");
      return page;
    },
    put: ({ id }) => void put.push(id),
    onComplete: resolve,
  });
  return { fetchMissing, put, complete };
}
