import type { Room } from "../../../src/protocol/room";

export type RoomChoice =
  | "open"
  | "mute"
  | "muteHour"
  | "muteMorning"
  | "unmute"
  | "favour"
  | "unfavour"
  | "markRead"
  | "markUnread"
  | "leave";

/** What can be done about a room, as it is now, in the order of its menu. */
export function choicesOf({ me, head }: Pick<Room, "me" | "head">): RoomChoice[] {
  if (!me) return ["open"];
  const isUnread = me.unread > 0 || me.markedUnread;
  return [
    "open",
    ...(me.notify === "none" ? (["unmute"] as const) : (["mute", "muteHour", "muteMorning"] as const)),
    me.favourite ? "unfavour" : "favour",
    // Nothing in it, nothing to read.
    ...(head > 0 || isUnread ? [isUnread ? ("markRead" as const) : ("markUnread" as const)] : []),
    "leave",
  ];
}
