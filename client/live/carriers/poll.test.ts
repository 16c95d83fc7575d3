import { afterEach, beforeEach, expect, jest, test } from "bun:test";

import type { RoomState, ServerFrame } from "../../../src/protocol/frames";
import { createPoll } from "./poll";

const SECOND = 1000;

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const roomAt = (nth: number): RoomState => [`room${nth}`, nth + 1, 0, 0, 0];
const many = (count: number): RoomState[] => Array.from({ length: count }, (_, nth) => roomAt(nth));

/** A server that answers as the test says, and what the poll makes of it. */
function polling(rooms: RoomState[] = many(3), pageSize = 100) {
  const frames: ServerFrame[] = [];
  const asked: (string | undefined)[] = [];
  const server = { rooms, isDown: false, hold: undefined as Promise<void> | undefined };
  let losses = 0;
  const poll = createPoll({
    userId: "ann",
    fetchRooms: async (cursor) => {
      asked.push(cursor);
      await server.hold;
      if (server.isDown) throw new Error("offline");
      const from = Number(cursor ?? 0);
      const next = from + pageSize;
      return {
        rooms: server.rooms.slice(from, next),
        cursor: next < server.rooms.length ? String(next) : null,
      };
    },
    onFrame: (frame) => void frames.push(frame),
    onLost: () => void losses++,
  });
  const types = () => frames.map((frame): string => frame.type);
  return { poll, server, frames, asked, types, losses: () => losses };
}

/** Time passes, and what was asked is answered. */
async function passes(ms: number): Promise<void> {
  for (let left = ms; left >= 0; left -= 100) {
    jest.advanceTimersByTime(Math.min(100, left));
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
  }
}

test("it opens with its first answer, which is a welcome, and asks every ten seconds", async () => {
  const { poll, frames, asked, types } = polling();
  expect([poll.isOpen(), asked.length]).toEqual([false, 0]);
  poll.start();
  expect(poll.isOpen()).toBe(false);
  await passes(0);
  expect([poll.isOpen(), types()]).toEqual([true, ["welcome"]]);
  expect(frames[0]).toMatchObject({ userId: "ann", rooms: many(3) });
  await passes(9 * SECOND);
  expect(asked).toHaveLength(1);
  await passes(2 * SECOND);
  expect(types()).toEqual(["welcome", "heads"]);
  expect(frames[1]).toEqual({ type: "heads", rooms: many(3), kept: [], last: false });
});

test("between whole lists it asks for the newest rooms only", async () => {
  const { poll, server, asked, frames } = polling(many(25), 10);
  poll.start();
  await passes(0);
  expect(asked).toEqual([undefined, "10", "20"]);
  server.rooms = [["room24", 99, 0, 1, 0], ...many(24)];
  await passes(10 * SECOND);
  expect(asked).toHaveLength(4);
  expect((frames.at(-1) as { rooms: RoomState[] }).rooms).toHaveLength(10);
  expect((frames.at(-1) as { rooms: RoomState[] }).rooms[0]).toEqual(["room24", 99, 0, 1, 0]);
  await passes(51 * SECOND);
  expect(asked.slice(-3)).toEqual([undefined, "10", "20"]);
  expect(frames.at(-1)?.type).toBe("welcome");
});

test.each([
  [499, ["welcome"]],
  [500, ["welcome", "heads"]],
  [501, ["welcome", "heads"]],
  [1200, ["welcome", "heads", "heads"]],
])("%d rooms are told in the server's own parts, the last of which says so", async (count, parts) => {
  const { poll, frames, types } = polling(many(count), 100);
  poll.start();
  await passes(0);
  expect(types()).toEqual(parts);
  const rooms = frames.flatMap((frame) => (frame as { rooms: RoomState[] }).rooms);
  expect(rooms).toEqual(many(count));
  const lasts = frames.slice(1).map((frame) => (frame as { last: boolean }).last);
  expect(lasts).toEqual(lasts.map((_, nth) => nth === lasts.length - 1));
});

test("without an answer it is closed, asks again with a growing pause, and opens by itself", async () => {
  const { poll, server, losses, asked, types } = polling();
  poll.start();
  await passes(0);
  server.isDown = true;
  await passes(10 * SECOND);
  expect([poll.isOpen(), losses()]).toEqual([false, 1]);
  await passes(60 * SECOND);
  // At least every eight seconds, and not without end.
  expect(asked.length).toBeGreaterThan(8);
  expect(asked.length).toBeLessThan(60);
  expect(losses()).toBe(1);
  server.isDown = false;
  await passes(9 * SECOND);
  expect(poll.isOpen()).toBe(true);
  // Much may have changed meanwhile: a whole list.
  expect(types().at(-1)).toBe("welcome");
});

test("once stopped it asks nothing, and an answer on its way changes nothing", async () => {
  const { poll, server, frames, asked } = polling();
  const held = Promise.withResolvers<void>();
  server.hold = held.promise;
  poll.start();
  await passes(0);
  poll.stop();
  held.resolve();
  await passes(60 * SECOND);
  expect([poll.isOpen(), frames, asked.length]).toEqual([false, [], 1]);
  server.hold = undefined;
  poll.start();
  await passes(0);
  expect(poll.isOpen()).toBe(true);
});

test("starting twice is starting once", async () => {
  const { poll, asked } = polling();
  poll.start();
  poll.start();
  await passes(5 * SECOND);
  expect(asked).toHaveLength(1);
});

test("what was just sent is fetched at once, also if an answer is on its way", async () => {
  const { poll, server, asked } = polling();
  poll.start();
  await passes(0);
  poll.soon();
  await passes(0);
  expect(asked).toHaveLength(2);
  const held = Promise.withResolvers<void>();
  server.hold = held.promise;
  poll.soon();
  poll.soon();
  poll.soon();
  held.resolve();
  await passes(1 * SECOND);
  expect(asked).toHaveLength(4);
  await passes(10 * SECOND);
  expect(asked).toHaveLength(5);
});

test("a send without an answer closes it until the next answer", async () => {
  const { poll, losses } = polling();
  poll.unanswered();
  expect(losses()).toBe(0);
  poll.start();
  await passes(0);
  poll.unanswered();
  expect([poll.isOpen(), losses()]).toEqual([false, 1]);
  await passes(9 * SECOND);
  expect(poll.isOpen()).toBe(true);
});
