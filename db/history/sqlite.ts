import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { orUnwritable } from "../unwritable";
import type { Appended, Entry, History, Page, Place, Read, Standing, Stored } from "./history";
import { Late, type Moved } from "./sqlite/late";
import { statements } from "./sqlite/statements";

// A message changes three pages, and the same ones again soon: a longer log carries fewer of them over (a sixth less CPU a
// message than at SQLite's 1,000 pages), and seldom. 16 MB.
const pragmas = ["journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=4000"];

type Values = Record<string, string | number | null>;
type Row = Omit<Stored, "event" | "mentions"> & { event: string | null; mentions: string };

/**
 * History in one SQLite file in `dir`. WAL with synchronous=FULL: a commit has been fsynced when it returns. Where it
 * is opened `readonly`, writing refuses `read-only`.
 */
export function open(dir: string, readonly = false): History & { file: Database } {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, "history.sqlite");
  const file = new Database(path, readonly ? { readonly, strict: true } : { create: true, strict: true });
  file.run("PRAGMA busy_timeout=5000");
  if (!readonly) {
    for (const pragma of pragmas) file.run(`PRAGMA ${pragma}`);
    migrate(file);
  }
  return { ...store(file), file };
}

function store(file: Database): History {
  // bun:sqlite's `query` prepares once and keeps it.
  const all = <T>(sql: string, values: Values) => file.query<T, [Values]>(sql).all(values);
  const one = <T>(sql: string, values: Values) => file.query<T, [Values]>(sql).get(values);
  const rows = (sql: string, values: Values) => all<Row>(sql, values).map(toStored);

  const append = file.transaction((entries: Entry[]): Appended[] =>
    entries.map((entry) => insert(entry) ?? { message: first(entry), isRepeat: true }),
  );
  // Sending moves the sender's own cursor.
  const late = new Late((moved) => writeLate.immediate(moved));
  const writeLate = file.transaction((moved: Moved[]) => {
    for (const { userId, roomId, seq } of moved) one(statements.sent, { userId, roomId, seq });
  });
  function said(answers: Appended[]): Appended[] {
    for (const { message, isRepeat } of answers) {
      const { authorId: userId, roomId, seq, ordinal, kind } = message;
      if (!isRepeat && kind !== "system") late.move({ userId, roomId, seq, ordinal });
    }
    return answers;
  }

  // Nothing where the author has used this clientId here before.
  function insert(entry: Entry): Appended | undefined {
    const counts = entry.kind === "system" ? 0 : 1;
    const given = { ...entry, editedAt: null, deletedAt: null, at: entry.at ?? Date.now() };
    const place = one<Pick<Stored, "seq" | "ordinal" | "at">>(statements.insert, { ...toRow(given), counts });
    return place ? { message: { ...given, ...place }, isRepeat: false } : undefined;
  }

  const first = ({ roomId, authorId, clientId }: Entry): Stored =>
    toStored(one<Row>(statements.byClientId, { roomId, authorId, clientId })!);
  const move = ({ userId, roomId, seq }: Read): number =>
    one<{ seq: number }>(statements.moveCursor, { userId, roomId, seq })?.seq ?? 0;
  const read = file.transaction((reads: Read[]) => reads.map(move));
  const standingsOf = (userId: string, places: Place[]) =>
    all<StandingRow>(statements.standings, { userId, places: JSON.stringify(places) });

  return {
    append: async (entries) => said(orUnwritable(() => append.immediate(entries))),
    said: async (roomId, authorId, clientId) => {
      const row = one<Row>(statements.byClientId, { roomId, authorId, clientId });
      return row ? toStored(row) : null;
    },
    find: async (roomId, seqs) => rows(statements.find, { roomId, seqs: JSON.stringify(seqs) }),
    page: async (roomId, page) => pageOf(roomId, page, rows),
    head: async (roomId) => one<Row>(statements.head, { roomId })?.seq ?? 0,
    standings: async (userId, places) => {
      const over = (row: StandingRow) => late.overStanding(userId, toStanding(row), row);
      const standings = standingsOf(userId, places).map(over);
      if (standings.every((standing) => standing !== undefined)) return standings;
      orUnwritable(() => late.flush());
      return standingsOf(userId, places).map(toStanding);
    },
    firstSeen: async (userId, roomId, after) =>
      one<{ seq: number }>(statements.firstSeen, { userId, roomId, after })?.seq ?? null,
    cursors: async (roomId) => {
      const stored = all<{ userId: string; seq: number }>(statements.cursors, { roomId });
      return late.overCursors(roomId, new Map(stored.map(({ userId, seq }) => [userId, seq])));
    },
    read: async (reads) =>
      orUnwritable(() => read.immediate(reads)).map((seq, index) =>
        Math.max(seq, late.seqOf(reads[index]!.userId, reads[index]!.roomId)),
      ),
    mark: async (userId, roomId, isMarked) =>
      orUnwritable(() => {
        // What was said before takes the mark away, not what is written after it.
        late.flush();
        one(statements.mark, { userId, roomId, isMarked: Number(isMarked) });
      }),
    isReadable: () => isReadable(file),
    close: () => {
      late.close();
      file.close();
    },
  };
}

function pageOf(
  roomId: string,
  { before, after, limit }: Page,
  rows: (sql: string, values: Values) => Stored[],
) {
  if (after !== undefined) return rows(statements.after, { roomId, after, limit });
  return rows(statements.before, { roomId, before: before ?? Number.MAX_SAFE_INTEGER, limit }).reverse();
}

type StandingRow = Place & {
  head: number;
  ordinal: number;
  cursor: number;
  cursorOrdinal: number;
  hidden: number;
  isMarked: number;
  lastSeq: number | null;
  lastAt: number | null;
};

const toStanding = (row: StandingRow): Standing => ({
  roomId: row.roomId,
  head: row.head,
  cursor: row.cursor,
  unread: row.ordinal - row.cursorOrdinal - row.hidden,
  isMarked: row.isMarked === 1,
  lastSeq: row.lastSeq,
  lastAt: row.lastAt,
});

const toStored = (row: Row): Stored => ({
  ...row,
  event: row.event === null ? null : JSON.parse(row.event),
  mentions: JSON.parse(row.mentions),
});

const toRow = <Given extends Entry>(given: Given) => ({
  ...given,
  event: given.event && JSON.stringify(given.event),
  mentions: JSON.stringify(given.mentions),
});

function isReadable(file: Database): boolean {
  try {
    return file.query("SELECT 1").get() !== null;
  } catch {
    return false;
  }
}

function migrate(file: Database): void {
  const version = file.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version ?? 0;
  for (const [index, sql] of statements.migrations.slice(version).entries()) {
    file.transaction(() => {
      file.run(sql);
      file.run(`PRAGMA user_version=${version + index + 1}`);
    })();
  }
}
