import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { orUnwritable, throwUnwritable } from "../unwritable";
import type { Appended, Entry, History, Stored } from "./history";
import { filesIn, Journal, read as readJournal } from "./sqlite/journal";
import { Mover } from "./sqlite/mover";
import { Pending } from "./sqlite/pending";
import { statements } from "./sqlite/statements";
import { type Tables, tablesOf } from "./sqlite/tables";

// A checkpoint holds the loop: for some 6 ms at so many pages, for 20 at 4,000, and what it costs in all is little more.
// What sorts in memory opens no file while people's connections may have taken every descriptor.
const pragmas = [
  "journal_mode=WAL",
  "synchronous=FULL",
  "wal_autocheckpoint=500",
  "cache_size=-8000",
  "temp_store=MEMORY",
];

type Options = {
  /** Writing refuses `read-only`. */
  readonly?: boolean;
  /** What does not join on to the tables is forgotten. */
  isLossAccepted?: boolean;
};

/** `isWhole`: nothing that is in the journal is damaged, or lies behind what is lost. `put` is for who writes in bulk. */
type Embedded = Omit<History, "append" | "close"> & {
  /** All durably or none. */
  append: (entries: Entry[]) => Promise<Appended[]>;
  close: () => void;
  file: Database;
  isWhole: boolean;
  put: (messages: Stored[]) => void;
  mover: Mover | undefined;
};

/**
 * History in `dir`: a journal that is fsynced when `append` resolves, and one SQLite file to which its messages move in
 * their own time (docs/decisions/0007). Throws where the journal is not whole, unless it is only read, or the loss accepted.
 */
export function open(dir: string, { readonly = false, isLossAccepted = false }: Options = {}): Embedded {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, "history.sqlite");
  const file = new Database(path, readonly ? { readonly, strict: true } : { create: true, strict: true });
  file.run("PRAGMA busy_timeout=5000");
  if (!readonly) {
    for (const pragma of pragmas) file.run(`PRAGMA ${pragma}`);
    migrate(file);
  }
  const tables = tablesOf(file);
  const pending = new Pending();
  const files = filesIn(dir);
  const isWhole = load(files, tables, pending);
  if (!isWhole && !readonly && !isLossAccepted) {
    file.close();
    throw new Error(`The journal of history in ${dir} is damaged.`);
  }
  const journal = new Journal(dir);
  const mover = readonly ? undefined : new Mover(file, { journal, pending, tables });
  mover?.takeOver(files);
  const write = appender({ file, tables, pending }, journal);
  const append = inTurn(async (entries: Entry[]) => {
    // Nothing else would notice here: a journal could be written.
    if (readonly) file.run("DELETE FROM cursors WHERE false");
    mover?.mustKeepUp();
    const answers = await write(entries);
    mover?.appended(answers.length);
    return answers;
  });
  const close = () => {
    mover?.close();
    file.close();
  };
  return { ...asking({ file, tables, pending }), append, close, file, isWhole, put: tables.put, mover };
}

/** One batch after the other: what the next holds may be a repeat of what is in this one. */
function inTurn(append: (entries: Entry[]) => Promise<Appended[]>): Embedded["append"] {
  let last: Promise<unknown> = Promise.resolve();
  return (entries) => {
    const done = last.then(() => append(entries));
    last = done.catch(() => undefined);
    return done.catch(throwUnwritable);
  };
}

/** What an earlier life has left in the journal, as far as it joins on to what is in the tables; whether all of it does. */
function load(files: string[], tables: Tables, pending: Pending): boolean {
  let isWhole = true;
  for (const path of files) {
    const { state, messages } = readJournal(path);
    isWhole &&= state !== "damaged";
    for (const message of messages) {
      const { seq: head } = headOf(message.roomId, tables, pending);
      if (message.seq === head + 1) pending.add(message);
      else isWhole &&= message.seq <= head;
    }
  }
  return isWhole;
}

type Place = Pick<Stored, "seq" | "ordinal" | "at">;
const beginning: Place = { seq: 0, ordinal: 0, at: 0 };

const headOf = (roomId: string, tables: Tables, pending: Pending): Place =>
  pending.last(roomId) ?? tables.last(roomId) ?? beginning;

/** Gives each its place, and writes those that are new, all or none. They can be read once they last. */
function appender({ file, tables, pending }: Parts, journal: Journal) {
  function answer(entry: Entry, batch: Pending): Appended {
    const first = saidIn([batch, pending, tables], entry);
    if (first) return { message: first, isRepeat: true };
    const message = placed(entry, batch.last(entry.roomId) ?? headOf(entry.roomId, tables, pending));
    batch.add(message);
    return { message, isRepeat: false };
  }
  // One transaction for all that is looked up: to begin one costs as much as a look-up.
  const answerAll = file.transaction((entries: Entry[]) => {
    const batch = new Pending();
    return entries.map((entry) => answer(entry, batch));
  });
  return async (entries: Entry[]): Promise<Appended[]> => {
    const answers = answerAll(entries);
    const added = answers.filter(({ isRepeat }) => !isRepeat).map(({ message }) => message);
    if (added.length > 0) await journal.append(added);
    for (const message of added) pending.add(message);
    return answers;
  };
}

function saidIn(places: Pick<Tables | Pending, "said">[], { roomId, authorId, clientId }: Entry) {
  for (const place of places) {
    const first = place.said(roomId, authorId, clientId);
    if (first) return first;
  }
  return undefined;
}

const placed = (entry: Entry, head: Place): Stored => ({
  ...entry,
  seq: head.seq + 1,
  ordinal: head.ordinal + (entry.kind === "system" ? 0 : 1),
  at: Math.max(entry.at ?? Date.now(), head.at),
  editedAt: null,
  deletedAt: null,
});

type Parts = { file: Database; tables: Tables; pending: Pending };

function asking({ file, tables, pending }: Parts): Omit<History, "append" | "close"> {
  return {
    said: async (roomId, authorId, clientId) =>
      pending.said(roomId, authorId, clientId) ?? tables.said(roomId, authorId, clientId),
    find: async (roomId, seqs) => [...tables.find(roomId, seqs), ...pending.find(roomId, seqs)],
    page: async (roomId, page) => pending.page(roomId, page, (asked) => tables.page(roomId, asked)),
    // There is no other machine.
    heard: () => undefined,
    head: async (roomId) => headOf(roomId, tables, pending).seq,
    heads: async (roomIds) => roomIds.map((roomId) => headOf(roomId, tables, pending).seq),
    standings: async (userId, places) =>
      tables.standings(userId, places).map((row) => pending.standing(userId, row)),
    firstSeen: async (userId, roomId, after) =>
      tables.firstSeen(userId, roomId, after) ??
      pending.in(roomId).find(({ seq, hiddenFrom }) => seq > after && hiddenFrom !== userId)?.seq ??
      null,
    cursors: async (roomId) => pending.cursors(roomId, tables.cursors(roomId)),
    read: async (reads) => {
      const known = reads.map((read) => ({ ...read, head: pending.last(read.roomId)?.seq ?? 0 }));
      const stored = orUnwritable(() => tables.read(known));
      return reads.map(({ userId, roomId }, nth) => Math.max(stored[nth]!, pending.cursorOf(userId, roomId)));
    },
    mark: async (userId, roomId, isMarked) =>
      orUnwritable(() => tables.mark(userId, roomId, { seq: pending.cursorOf(userId, roomId), isMarked })),
    isReadable: () => isReadable(file),
  };
}

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
