import { expect, test } from "bun:test";

import type { Room } from "../../../src/protocol/room";
import { choicesOf } from "./choices";

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

const MUTES = ["mute", "muteHour", "muteMorning"] as const;

const choices = (own: Partial<typeof me> = {}, head = 5) => choicesOf({ head, me: { ...me, ...own } });

test("a room's menu offers what can be changed, each the other way round from what it is", () => {
  expect(choices()).toEqual(["open", ...MUTES, "favour", "markUnread", "leave"]);
  expect(choices({ notify: "none", favourite: true })).toEqual([
    "open",
    "unmute",
    "unfavour",
    "markUnread",
    "leave",
  ]);
  expect(choices({ notify: "mentions" })).toContain("mute");
});

test("an unread room can be marked as read, an empty one neither way", () => {
  expect(choices({ unread: 3 })).toContain("markRead");
  expect(choices({ markedUnread: true })).toContain("markRead");
  expect(choices({}, 0)).toEqual(["open", ...MUTES, "favour", "leave"]);
});

test("a room that I am not in can only be opened", () => {
  expect(choicesOf({ head: 5, me: null })).toEqual(["open"]);
});
