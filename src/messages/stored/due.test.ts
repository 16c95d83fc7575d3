import { expect, test } from "bun:test";

import fc from "fast-check";

import { DueRooms } from "./due";

// What is stored while a subscriber reads must be read again: the model keeps, of each room, how much is stored and read.

const room = fc.constantFrom("a", "b", "c");
const step = fc.oneof(
  fc.record({ act: fc.constant("store" as const), room }),
  fc.record({ act: fc.constant("begin" as const), room }),
  fc.record({ act: fc.constant("done" as const), room }),
);

test("no room is left with something unread that is not due, and its lag is that of the oldest", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let now = 0;
      const due = new DueRooms(() => now);
      const storedAt = new Map<string, number[]>();
      const begun = new Map<string, number>();
      for (const { act, room: id } of steps) {
        now++;
        const unread = storedAt.get(id) ?? [];
        if (act === "store") {
          storedAt.set(id, [...unread, now]);
          due.add(id);
        } else if (act === "begin" && unread.length > 0) {
          begun.set(id, unread.length);
          due.begin(id);
        } else if (act === "done" && begun.has(id)) {
          storedAt.set(id, unread.slice(begun.get(id)));
          begun.delete(id);
          due.done(id);
        }
      }
      const left = [...storedAt].filter(([, unread]) => unread.length > 0);
      expect([...due].toSorted()).toEqual(left.map(([id]) => id).toSorted());
      expect(due.lagMs()).toBe(Math.max(0, ...left.map(([, unread]) => now - unread[0]!)));
    }),
    { numRuns: 500 },
  );
});

test("a subscriber has everything only once all rooms were compared and none is due", () => {
  const due = new DueRooms();
  due.settle();
  expect(due.isWhole).toBe(false);
  due.compared();
  due.add("a");
  due.settle();
  expect(due.isWhole).toBe(false);
  due.done("a");
  due.settle();
  due.add("a");
  due.settle();
  expect(due.isWhole).toBe(true);
  due.doubt();
  due.settle();
  expect(due.isWhole).toBe(false);
});
