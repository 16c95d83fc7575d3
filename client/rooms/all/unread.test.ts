import { expect, test } from "bun:test";

import type { Room } from "../../../src/protocol/room";
import { readingsOf } from "./unread";

const me: NonNullable<Room["me"]> = {
  role: "member",
  joinedSeq: 0,
  cursor: 5,
  unread: 0,
  markedUnread: false,
  notify: "all",
  notifyUntil: null,
  favourite: false,
  mention: null,
};
const room = (id: string, own: Partial<typeof me>) => ({ id, head: 7, me: { ...me, ...own } });

test("what shows a badge is read up to what was shown, also a room that is only marked", () => {
  const rooms = [room("read", {}), room("unread", { unread: 2 }), room("marked", { markedUnread: true })];
  expect(readingsOf([...rooms, { id: "outside", head: 7, me: null }])).toEqual([
    [
      { roomId: "unread", seq: 7 },
      { roomId: "marked", seq: 7 },
    ],
  ]);
  expect(readingsOf([room("read", {})])).toEqual([]);
});

test("of many rooms, five hundred go in one call", () => {
  const many = Array.from({ length: 1001 }, (_, nth) => room(String(nth), { unread: 1 }));
  const calls = readingsOf(many);
  expect(calls.map(({ length }) => length)).toEqual([500, 500, 1]);
  expect(calls.flat().map(({ roomId }) => roomId)).toEqual(many.map(({ id }) => id));
});
