import type { Database } from "bun:sqlite";

import type { Page, Place, Read, Standing, Stored } from "../history";
import { statements } from "./statements";

export type Tables = ReturnType<typeof tablesOf>;

type Values = Record<string, string | number | null>;
type Row = Omit<Stored, "event" | "mentions"> & { event: string | null; mentions: string };

/** `moved`: where the cursor stands in the table, however they came in. `unread` holds where it is not above the head. */
export type StandingRow = Omit<Standing, "isMarked"> & Place & { isMarked: number; moved: number };

/** What lies in its place, in SQLite's own order: messages by room and seq. Nothing of the journal is known here. */
export function tablesOf(file: Database) {
  // bun:sqlite's `query` prepares once and keeps it.
  const all = <T>(sql: string, values: Values) => file.query<T, [Values]>(sql).all(values);
  const one = <T>(sql: string, values: Values) => file.query<T, [Values]>(sql).get(values);
  const rows = (sql: string, values: Values) => all<Row>(sql, values).map(toStored);

  const put = file.transaction((messages: Stored[]) => {
    const insert = file.query<null, [Values]>(statements.put);
    for (const message of messages) insert.run(toRow(message));
    const cursors = new Map<string, Stored>();
    for (const message of messages)
      if (message.kind !== "system") cursors.set(message.roomId + message.authorId, message);
    for (const { roomId, authorId: userId, seq } of cursors.values())
      one(statements.spoke, { userId, roomId, seq });
  });
  const move = ({ userId, roomId, seq, head }: Read & { head: number }): number =>
    one<{ seq: number }>(statements.moveCursor, { userId, roomId, seq, head })?.seq ?? 0;
  const read = file.transaction((reads: (Read & { head: number })[]) => reads.map(move));

  return {
    /** Each the next of its room; and the cursors of those who said them. All or none. */
    put: (messages: Stored[]): void => put.immediate(messages),
    said: (roomId: string, authorId: string, clientId: string): Stored | null => {
      const row = one<Row>(statements.byClientId, { roomId, authorId, clientId });
      return row && toStored(row);
    },
    find: (roomId: string, seqs: number[]) => rows(statements.find, { roomId, seqs: JSON.stringify(seqs) }),
    page: (roomId: string, { before = Number.MAX_SAFE_INTEGER, after, limit }: Page): Stored[] =>
      after === undefined
        ? rows(statements.before, { roomId, before, limit }).reverse()
        : rows(statements.after, { roomId, after, limit }),
    last: (roomId: string) => one<Pick<Stored, "seq" | "ordinal" | "at">>(statements.last, { roomId }),
    standings: (userId: string, places: Place[]) =>
      all<StandingRow>(statements.standings, { userId, places: JSON.stringify(places) }),
    firstSeen: (userId: string, roomId: string, after: number): number | null =>
      one<{ seq: number }>(statements.firstSeen, { userId, roomId, after })?.seq ?? null,
    cursors: (roomId: string): Map<string, number> => {
      const stored = all<{ userId: string; seq: number }>(statements.cursors, { roomId });
      return new Map(stored.map(({ userId, seq }) => [userId, seq]));
    },
    /** `head`: that of the room, where it is above the last one here. */
    read: (reads: (Read & { head: number })[]): number[] => read.immediate(reads),
    /** `seq`: how far they have read by speaking. */
    mark: (userId: string, roomId: string, { seq, isMarked }: { seq: number; isMarked: boolean }): void =>
      void one(statements.mark, { userId, roomId, seq, isMarked: Number(isMarked) }),
  };
}

const toStored = (row: Row): Stored => ({
  ...row,
  event: row.event === null ? null : JSON.parse(row.event),
  mentions: JSON.parse(row.mentions),
});

const toRow = (message: Stored) => ({
  ...message,
  event: message.event && JSON.stringify(message.event),
  mentions: JSON.stringify(message.mentions),
});
