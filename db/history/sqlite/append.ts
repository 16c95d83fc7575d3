import type { Database } from "bun:sqlite";

import type { Appended, NewMessage } from "../history";
import { emptyRoom, placed, type RoomHead } from "../placing";
import type { Journal } from "./journal/journal";
import type { Merged } from "./merged";
import { Pending } from "./pending";
import type { Tables } from "./tables";

export type SqliteParts = { file: Database; tables: Tables; pending: Pending };

export const headOf = (roomId: string, { tables, pending }: Omit<SqliteParts, "file">): RoomHead =>
  pending.last(roomId) ?? tables.last(roomId) ?? emptyRoom;

/** Gives each message its place and writes the new ones to the journal, all or none. They are readable once durable. */
export function appender(parts: SqliteParts & { merged: Merged }, journal: Journal) {
  const { file, pending, merged } = parts;
  function answer(entry: NewMessage, batch: Pending): Appended {
    const { roomId, authorId, clientId } = entry;
    const first =
      batch.findByClientId(roomId, authorId, clientId) ?? merged.findByClientId(roomId, authorId, clientId);
    if (first) return { message: first, isRepeat: true };
    const message = placed(entry, batch.last(roomId) ?? headOf(roomId, parts));
    batch.add(message);
    return { message, isRepeat: false };
  }
  // One transaction for all lookups: beginning one costs as much as a lookup.
  const answerAll = file.transaction((entries: NewMessage[]) => {
    const batch = new Pending();
    return entries.map((entry) => answer(entry, batch));
  });
  return async (entries: NewMessage[]): Promise<Appended[]> => {
    const answers = answerAll(entries);
    const added = answers.filter(({ isRepeat }) => !isRepeat).map(({ message }) => message);
    if (added.length > 0) await journal.append(added);
    for (const message of added) pending.add(message);
    return answers;
  };
}
