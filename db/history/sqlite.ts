import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { orUnwritable, throwUnwritable } from "../unwritable";
import type { Appended, NewMessage, History, Stored } from "./history";
import { NewerRelease } from "./newer";
import { emptyRoom, placed, type RoomHead } from "./placing";
import { filesIn, Journal } from "./sqlite/journal/journal";
import { replay } from "./sqlite/journal/replay";
import { Mover } from "./sqlite/mover";
import { Pending } from "./sqlite/pending";
import { statements } from "./sqlite/statements";
import { type Tables, tablesOf } from "./sqlite/tables";

// A checkpoint blocks the event loop: about 6 ms at 500 pages, 20 ms at 4,000; the total cost hardly changes. Sorting in
// memory opens no temporary file, for which there may be no descriptor left.
const pragmas = [
  "journal_mode=WAL",
  "synchronous=FULL",
  "wal_autocheckpoint=500",
  "cache_size=-8000",
  "temp_store=MEMORY",
];

type Options = {
  /** Writes are refused as `read-only`. */
  readonly?: boolean;
  /** Opens although the journal is damaged; messages behind a gap are dropped. */
  isLossAccepted?: boolean;
};

/** `isWhole`: no line of the journal is damaged, and no message in it is behind a gap. `put` is for bulk imports. */
type Embedded = Omit<History, "append" | "close"> & {
  /** Stores all of them durably, or none. */
  append: (entries: NewMessage[]) => Promise<Appended[]>;
  close: () => void;
  file: Database;
  isWhole: boolean;
  put: (messages: Stored[]) => void;
  mover: Mover | undefined;
};

/**
 * History in `dir`: a journal that is fsynced when `append` resolves, and one SQLite file to which its messages move later
 * (docs/decisions/0007). Throws if the journal is not whole, unless it is opened `readonly` or `isLossAccepted`.
 */
export function open(dir: string, { readonly = false, isLossAccepted = false }: Options = {}): Embedded {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, "history.sqlite");
  const file = new Database(path, readonly ? { readonly, strict: true } : { create: true, strict: true });
  const tables = tablesOf(file);
  const pending = new Pending();
  const files = filesIn(dir);
  const isWhole = orClose(file, () => {
    file.run("PRAGMA busy_timeout=5000");
    if (!readonly) prepare(file);
    const isUndamaged = replay(files, {
      headOf: (roomId) => headOf(roomId, tables, pending).seq,
      append: (message) => pending.add(message),
    });
    if (!isUndamaged && !readonly && !isLossAccepted)
      throw new Error(`The journal of history in ${dir} is damaged.`);
    return isUndamaged;
  });
  const journal = new Journal(dir);
  const mover = readonly ? undefined : new Mover(file, { journal, pending, tables });
  mover?.resume(files);
  const write = appender({ file, tables, pending }, journal);
  const append = serialized(async (entries: NewMessage[]) => {
    // SQLite refuses this write; without it the journal, a plain file, would still be written to.
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
  return { ...queries({ file, tables, pending }), append, close, file, isWhole, put: tables.put, mover };
}

/** One batch at a time: a message may repeat one of the batch before. */
function serialized(append: (entries: NewMessage[]) => Promise<Appended[]>): Embedded["append"] {
  let last: Promise<unknown> = Promise.resolve();
  return (entries) => {
    const done = last.then(() => append(entries));
    last = done.catch(() => undefined);
    return done.catch(throwUnwritable);
  };
}

const headOf = (roomId: string, tables: Tables, pending: Pending): RoomHead =>
  pending.last(roomId) ?? tables.last(roomId) ?? emptyRoom;

/** Gives each message its place and writes the new ones to the journal, all or none. They are readable once durable. */
function appender({ file, tables, pending }: Parts, journal: Journal) {
  function answer(entry: NewMessage, batch: Pending): Appended {
    const first = firstIn([batch, pending, tables], entry);
    if (first) return { message: first, isRepeat: true };
    const message = placed(entry, batch.last(entry.roomId) ?? headOf(entry.roomId, tables, pending));
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

/** The message that this author has stored under this clientId before. */
function firstIn(
  stores: Pick<Tables | Pending, "findByClientId">[],
  { roomId, authorId, clientId }: NewMessage,
): Stored | undefined {
  for (const store of stores) {
    const first = store.findByClientId(roomId, authorId, clientId);
    if (first) return first;
  }
  return undefined;
}

type Parts = { file: Database; tables: Tables; pending: Pending };

function queries({ file, tables, pending }: Parts): Omit<History, "append" | "close"> {
  return {
    findByClientId: async (roomId, authorId, clientId) =>
      pending.findByClientId(roomId, authorId, clientId) ?? tables.findByClientId(roomId, authorId, clientId),
    find: async (roomId, seqs) => [...tables.find(roomId, seqs), ...pending.find(roomId, seqs)],
    page: async (roomId, page) => pending.page(roomId, page, (asked) => tables.page(roomId, asked)),
    // There is no other machine.
    observe: () => undefined,
    head: async (roomId) => headOf(roomId, tables, pending).seq,
    heads: async (roomIds) => roomIds.map((roomId) => headOf(roomId, tables, pending).seq),
    readStates: async (userId, ranges) =>
      tables.readStates(userId, ranges).map((row) => pending.readState(userId, row)),
    firstVisible: async (userId, roomId, after) =>
      tables.firstVisible(userId, roomId, after) ??
      pending.in(roomId).find(({ seq, hiddenFrom }) => seq > after && hiddenFrom !== userId)?.seq ??
      null,
    cursors: async (roomId) => pending.cursors(roomId, tables.cursors(roomId)),
    moveCursors: async (moves) => {
      const known = moves.map((move) => ({ ...move, head: pending.last(move.roomId)?.seq ?? 0 }));
      const stored = orUnwritable(() => tables.moveCursors(known));
      return moves.map(({ userId, roomId }, nth) => Math.max(stored[nth]!, pending.cursorOf(userId, roomId)));
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

function orClose<T>(file: Database, work: () => T): T {
  try {
    return work();
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Brings the file up to this release. */
function prepare(file: Database): void {
  for (const pragma of pragmas) file.run(`PRAGMA ${pragma}`);
  const version = file.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version ?? 0;
  if (version > statements.migrations.length) throw new NewerRelease("The history");
  for (const [index, sql] of statements.migrations.slice(version).entries()) {
    file.transaction(() => {
      file.run(sql);
      file.run(`PRAGMA user_version=${version + index + 1}`);
    })();
  }
}
