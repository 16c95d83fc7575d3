import { type NewMessage, neverChanged, type Stored } from "./history";

// How a message gets its place in a room. Every store of history goes by this rule, and by no other.

/** Where a room ends: of its last message, all that the next one depends on. */
export type RoomHead = Pick<Stored, "seq" | "ordinal" | "at">;

export const emptyRoom: RoomHead = { seq: 0, ordinal: 0, at: 0 };

/** `message` as the next one of a room that ends at `head`. System messages do not count; time never falls. */
export const placed = (message: NewMessage, head: RoomHead, now = Date.now()): Stored => ({
  ...message,
  seq: head.seq + 1,
  ordinal: head.ordinal + (message.kind === "system" ? 0 : 1),
  at: Math.max(message.at ?? now, head.at),
  ...neverChanged,
});
