import { expect, test } from "bun:test";

import fc from "fast-check";

import { besideOf, type RoomInOrder, unreadBesideOf } from "./order";

const rooms = (unread: string): RoomInOrder[] =>
  [..."abcde"].map((id) => ({ id, isUnread: unread.includes(id) }));

test("the room above or below, until the end of the list", () => {
  expect(besideOf(rooms(""), "b", 1)).toBe("c");
  expect(besideOf(rooms(""), "b", -1)).toBe("a");
  expect(besideOf(rooms(""), "a", -1)).toBeUndefined();
  expect(besideOf(rooms(""), "e", 1)).toBeUndefined();
  expect(besideOf(rooms(""), undefined, 1)).toBe("a");
  expect(besideOf(rooms(""), undefined, -1)).toBe("e");
  expect(besideOf([], undefined, 1)).toBeUndefined();
});

test("the next unread room in that direction, round the ends of the list", () => {
  expect(unreadBesideOf(rooms("ad"), "b", 1)).toBe("d");
  expect(unreadBesideOf(rooms("ad"), "d", 1)).toBe("a");
  expect(unreadBesideOf(rooms("ad"), "b", -1)).toBe("a");
  expect(unreadBesideOf(rooms("ad"), "a", -1)).toBe("d");
  expect(unreadBesideOf(rooms("ae"), undefined, 1)).toBe("a");
  expect(unreadBesideOf(rooms("ae"), undefined, -1)).toBe("e");
  expect(unreadBesideOf(rooms("c"), "c", 1)).toBeUndefined();
  expect(unreadBesideOf([], "c", 1)).toBeUndefined();
});

test("whoever always goes to the next unread room, and reads it, gets through all of them", () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { maxLength: 12 }),
      fc.nat(12),
      fc.constantFrom(1 as const, -1 as const),
      (unread, from, step) => {
        const all = unread.map((isUnread, n) => ({ id: String(n), isUnread }));
        let opened: string | undefined = String(from);
        const read = new Set<string>([opened]);
        for (let n = 0; n < all.length; n++) {
          const now = all.map(({ id, isUnread }) => ({ id, isUnread: isUnread && !read.has(id) }));
          opened = unreadBesideOf(now, opened, step) ?? opened;
          read.add(opened);
        }
        expect(all.every(({ id, isUnread }) => !isUnread || read.has(id))).toBe(true);
      },
    ),
  );
});
