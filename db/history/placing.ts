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

/** As they are stored: a message, and of its room the last rev and how many messages are pinned. */
type StoredMessages = {
  find: (change: MessageChange) => Stored | undefined;
  lastRev: (roomId: string) => number;
  /** Asked only where a change counts them. */
  pins: (roomId: string) => number;
};

/** What each change makes of its message, after all those before it; a change has the next rev of its room. */
export function changedInTurn(
  changes: MessageChange[],
  { find, lastRev, pins }: StoredMessages,
): (Changed | Refused)[] {
  const now = new Map<string, Stored>();
  const revs = new Map<string, number>();
  // By room: how many more are pinned by the changes until then.
  const added = new Map<string, number>();
  return changes.map((change) => {
    const { roomId, seq, to, countsPins } = change;
    const key = `${roomId} ${seq}`;
    const message = now.get(key) ?? find(change);
    if (!message) return notFound();
    try {
      const more = added.get(roomId) ?? 0;
      const changed = to(message, countsPins ? pins(roomId) + more : 0);
      if (!changed) return { message, isChanged: false };
      const rev = (revs.get(roomId) ?? lastRev(roomId)) + 1;
      revs.set(roomId, rev);
      const next = { ...message, ...changed, rev };
      now.set(key, next);
      added.set(roomId, more + Number(next.pin !== null) - Number(message.pin !== null));
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
