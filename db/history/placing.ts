import { notFound, Refused } from "../../src/errors";
import { type Changed, type MessageChange, type NewMessage, neverChanged, type Stored } from "./history";

// How a message gets its place in a room, and a change its rev. Every store of history goes by these rules, and by no other.

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

/** As they are stored: a message, and the last rev of its room. */
type StoredMessages = {
  find: (change: MessageChange) => Stored | undefined;
  lastRev: (roomId: string) => number;
};

/** What each change makes of its message, after all those before it; a change has the next rev of its room. */
export function changedInTurn(
  changes: MessageChange[],
  { find, lastRev }: StoredMessages,
): (Changed | Refused)[] {
  const now = new Map<string, Stored>();
  const revs = new Map<string, number>();
  return changes.map((change) => {
    const { roomId, seq, to } = change;
    const key = `${roomId} ${seq}`;
    const message = now.get(key) ?? find(change);
    if (!message) return notFound();
    try {
      const changed = to(message);
      if (!changed) return { message, isChanged: false };
      const rev = (revs.get(roomId) ?? lastRev(roomId)) + 1;
      revs.set(roomId, rev);
      const next = { ...message, ...changed, rev };
      now.set(key, next);
      return { message: next, isChanged: true };
    } catch (error) {
      return refusal(error);
    }
  });
}

export const isChange = (answer: Changed | Refused): answer is Changed =>
  !(answer instanceof Refused) && answer.isChanged;

/** Throws what is no refusal. */
export const refusal = (error: unknown): Refused => {
  if (error instanceof Refused) return error;
  throw error;
};
