import { Database } from "bun:sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { Refused } from "../../src/errors";
import { orUnwritable, throwUnwritable } from "../unwritable";
import type { Appended, Changed, NewMessage, History, Stored } from "./history";
import { NewerRelease } from "./newer";
import { appender, headOf, type SqliteParts } from "./sqlite/append";
import { changer } from "./sqlite/change";
import { endEpoch, epochIn } from "./sqlite/epoch";
import { filesIn, Journal } from "./sqlite/journal/journal";
import { replay } from "./sqlite/journal/replay";
import { Merged } from "./sqlite/merged";
import { Mover } from "./sqlite/mover";
import { Pending } from "./sqlite/pending";
import { statements } from "./sqlite/statements";
import { tablesOf } from "./sqlite/tables";
import { uploadsIn } from "./uploads/sqlite";
import { RecentRooms } from "./written/recent";

// A checkpoint blocks the event loop: about 6 ms at 500 pages, 20 ms at 4,000; the total cost hardly changes. Sorting in
// memory opens no temporary file, for which there may be no descriptor left.
const pragmas = [
  "journal_mode=WAL",
  "synchronous=FULL",
  "wal_autocheckpoint=500",
  "cache_size=-8000",
  "temp_store=MEMORY",
  // What was deleted or edited leaves no bytes in free space. (The log is emptied by mover.ts.)
  "secure_delete=ON",
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
      headOf: (roomId) => headOf(roomId, { tables, pending }).seq,
      append: (message) => pending.add(message),
      change: (message) => pending.change(message),
    });
    if (!isUndamaged && !readonly && !isLossAccepted)
      throw new Error(`The journal of history in ${dir} is damaged.`);
    return isUndamaged;
  });
  const journal = new Journal(dir);
  const mover = readonly ? undefined : new Mover(file, { journal, pending, tables });
  mover?.resume(files);
  const recent = new RecentRooms();
  const inTurn = serialized({
    // SQLite refuses this write; without it the journal, a plain file, would still be written to.
    before: () => {
      if (readonly) file.run("DELETE FROM cursors WHERE false");
      mover?.mustKeepUp();
    },
    after: (answers) => {
      mover?.appended(answers.length);
      for (const one of answers) if (!(one instanceof Refused)) recent.add(one.message.roomId);
    },
  });
  const parts = { file, tables, pending };
  const merged = new Merged(tables, pending);
  const append = inTurn(appender({ ...parts, merged }, journal));
  const change = inTurn(changer({ ...parts, merged }, journal));
  const close = () => {
    mover?.close();
    file.close();
  };
  if (isLossAccepted) endEpoch(dir);
  let epoch: string | undefined;
  return {
    ...queries(parts, merged),
    // Only a server asks for it.
    epoch: () => (epoch ??= epochIn(dir, readonly)),
    append,
    change,
    written: async (mark) => recent.since(mark),
    close,
    file,
    isWhole,
    put: tables.put,
    mover,
  };
}

type WriteAnswer = Appended | Changed | Refused;

/** One batch at a time: a message may repeat one of the batch before, and a change may change it. */
function serialized({ before, after }: { before: () => void; after: (answers: WriteAnswer[]) => void }) {
  let last: Promise<unknown> = Promise.resolve();
  return <In, Out extends WriteAnswer>(write: (batch: In[]) => Promise<Out[]>) =>
    (batch: In[]): Promise<Out[]> => {
      const done = last.then(async () => {
        before();
        const answers = await write(batch);
        after(answers);
        return answers;
      });
      last = done.catch(() => undefined);
      return done.catch(throwUnwritable);
    };
}

function queries(
  parts: SqliteParts,
  merged: Merged,
): Omit<History, "epoch" | "append" | "change" | "written" | "close"> {
  const { file, tables, pending } = parts;
  return {
    findByClientId: async (...key) => merged.findByClientId(...key),
    find: async (roomId, seqs) => merged.find(roomId, seqs),
    page: async (roomId, page) => merged.page(roomId, page),
    // There is no other machine.
    observe: () => undefined,
    head: async (roomId) => headOf(roomId, parts).seq,
    positions: async (roomIds) =>
      roomIds.map((roomId) => ({ seq: headOf(roomId, parts).seq, rev: merged.lastRev(roomId) })),
    changes: async (roomId, page) => merged.changes(roomId, page),
    pinned: async (roomId) => merged.pinned(roomId),
    readStates: async (userId, ranges) =>
      tables.readStates(userId, ranges).map((row) => merged.readState(userId, row)),
    mentions: async (userId, asked) => merged.mentions(userId, asked),
    mentioning: async (userId, asked) => merged.mentioning(userId, asked),
    having: async (roomId, page) => merged.having(roomId, page),
    holders: async (fileId) => merged.holders(fileId),
    firstVisible: async (userId, roomId, after) =>
      tables.firstVisible(userId, roomId, after) ??
      pending.in(roomId).find(({ seq, hiddenFrom }) => seq > after && hiddenFrom !== userId)?.seq ??
      null,
    cursors: async (roomId) => merged.cursors(roomId),
    moveCursors: async (moves) => {
      const known = moves.map((move) => ({ ...move, head: pending.last(move.roomId)?.seq ?? 0 }));
      const stored = orUnwritable(() => tables.moveCursors(known));
      return moves.map(({ userId, roomId }, nth) => Math.max(stored[nth]!, merged.cursorOf(userId, roomId)));
    },
    mark: async (userId, roomId, isMarked) =>
      orUnwritable(() => tables.mark(userId, roomId, { seq: merged.cursorOf(userId, roomId), isMarked })),
    uploads: uploadsIn(file),
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
