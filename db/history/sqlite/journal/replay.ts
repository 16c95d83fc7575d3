import type { Stored } from "../../history";
import { read } from "./journal";

/** What the messages of a journal are replayed on. */
export type ReplayTarget = {
  /** The last seq of a room that is in the tables, or has been replayed. 0 for an empty room. */
  headOf: (roomId: string) => number;
  /** Called with each message that follows the head of its room. */
  append: (message: Stored) => void;
  /** Called with each later state of a message at or below the head; it may be in the tables already. */
  change?: (message: Stored) => void;
  /** Called with each message behind a gap: what came before it is lost. */
  onGap?: (message: Stored) => void;
};

/**
 * Replays the journal `files`, the oldest first, on what the tables hold. A message at or below the head of its room was
 * moved to the tables before, and is skipped if it was never changed. Returns whether the journal is whole: no line is damaged, no message is
 * missing before another.
 */
export function replay(files: string[], { headOf, append, change, onGap }: ReplayTarget): boolean {
  let isWhole = true;
  for (const path of files) {
    const { state, messages } = read(path);
    if (state === "damaged") isWhole = false;
    for (const message of messages) {
      const head = headOf(message.roomId);
      if (message.seq === head + 1) append(message);
      else if (message.seq > head) {
        isWhole = false;
        onGap?.(message);
      } else if (message.rev > 0) change?.(message);
    }
  }
  return isWhole;
}
