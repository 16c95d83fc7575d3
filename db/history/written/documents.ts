import type { Collection } from "mongodb";

/**
 * A process that writes messages. `n`: its entries up to here are stored. `beat` rises while it lives. Whoever sees that it has
 * stopped says `lost`; one that has logged all that it stored and will store nothing more has `closed`. Only one that is `open`
 * ever changes again: a process that was only cut off for a while finds itself lost, and goes on as another writer.
 */
export type WriterDoc = { _id: string; n: number; beat: number; state: "open" | "closed" | "lost" };

/** An entry: rooms that a writer has written to. The `_id` is the writer and the entry's number, which has no gaps. */
export type WritesDoc = { _id: string; rooms: string[] };

export type LogCollections = { writers: Collection<WriterDoc>; writes: Collection<WritesDoc> };

const DIGITS = 12;
export const entryId = (writer: string, n: number): string => `${writer}:${String(n).padStart(DIGITS, "0")}`;

/** The entries of a writer above `after`, up to `upTo`. */
export const entriesOf = (writer: string, after: number, upTo: number) => ({
  $gt: entryId(writer, after),
  $lte: entryId(writer, upTo),
});

/** The last number that an entry can have. */
export const LAST_ENTRY = 10 ** DIGITS - 1;
