import type { ReceivedPush } from "./payload";

/** What was shown and read of a room, by seq. */
export interface RoomMarks {
  shown: number;
  read: number;
}

export const NO_MARKS: RoomMarks = { shown: 0, read: 0 };

type PlacedPush = Pick<Exclude<ReceivedPush, { type: "test" }>, "type" | "seq">;

/**
 * What a push does to the notification of its room. Pushes come late, twice and in any order: a message that was shown or read
 * already, or lies before one that was, changes nothing.
 */
export function advanceMarks(
  marks: RoomMarks,
  { type, seq }: PlacedPush,
): { marks: RoomMarks; effect: "show" | "close" | "none" } {
  if (type === "message") {
    if (seq <= Math.max(marks.shown, marks.read)) return { marks, effect: "none" };
    return { marks: { ...marks, shown: seq }, effect: "show" };
  }
  const read = Math.max(marks.read, seq);
  // Also where it was closed before: a worker may have been stopped in between.
  return { marks: { ...marks, read }, effect: marks.shown <= read ? "close" : "none" };
}
