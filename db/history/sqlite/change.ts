import type { Refused } from "../../../src/errors";
import type { Changed, MessageChange } from "../history";
import { changedInTurn, isChange } from "../placing";
import type { Journal } from "./journal/journal";
import type { Merged } from "./merged";
import type { Pending } from "./pending";

type Parts = { pending: Pending; merged: Merged };

/** Gives each change its rev and writes what they make of the messages to the journal, all or none. */
export function changer({ pending, merged }: Parts, journal: Journal) {
  const stored = {
    find: ({ roomId, seq }: MessageChange) => merged.find(roomId, [seq])[0],
    lastRev: (roomId: string) => merged.lastRev(roomId),
    pins: (roomId: string) => merged.pinned(roomId).length,
  };
  return async (changes: MessageChange[]): Promise<(Changed | Refused)[]> => {
    const answers = changedInTurn(changes, stored);
    const changed = answers.filter(isChange).map(({ message }) => message);
    // Only as each of them was left last.
    const latest = new Map(changed.map((message) => [`${message.roomId} ${message.seq}`, message]));
    if (latest.size > 0) await journal.append([...latest.values()]);
    for (const message of latest.values()) pending.change(message);
    return answers;
  };
}
