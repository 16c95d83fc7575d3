import { notFound, Refused } from "../../../src/errors";
import type { MessageChange, Changed, Stored } from "../history";
import type { Journal } from "./journal/journal";
import type { Merged } from "./merged";
import type { Pending } from "./pending";

type Parts = { pending: Pending; merged: Merged };

/** Gives each change its rev and writes what they make of the messages to the journal, all or none. */
export function changer({ pending, merged }: Parts, journal: Journal) {
  return async (changes: MessageChange[]): Promise<(Changed | Refused)[]> => {
    const { answers, now } = answersTo(changes, merged);
    if (now.length > 0) await journal.append(now);
    for (const message of now) pending.change(message);
    return answers;
  };
}

function answersTo(
  changes: MessageChange[],
  merged: Merged,
): { answers: (Changed | Refused)[]; now: Stored[] } {
  // In the order of their latest change.
  const now = new Map<string, Stored>();
  const revs = new Map<string, number>();

  function answer({ roomId, seq, to }: MessageChange): Changed | Refused {
    const key = `${roomId} ${seq}`;
    const message = now.get(key) ?? merged.find(roomId, [seq])[0];
    if (!message) return notFound();
    const change = orRefused(() => to(message));
    if (change instanceof Refused) return change;
    if (!change) return { message, isChanged: false };
    const rev = (revs.get(roomId) ?? merged.lastRev(roomId)) + 1;
    revs.set(roomId, rev);
    const next = { ...message, ...change, rev };
    now.delete(key);
    now.set(key, next);
    return { message: next, isChanged: true };
  }

  return { answers: changes.map(answer), now: [...now.values()] };
}

function orRefused<T>(work: () => T): T | Refused {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
}
