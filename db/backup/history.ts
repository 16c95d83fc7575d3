import { Database } from "bun:sqlite";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";

import * as sqliteHistory from "../history/sqlite";
import { filesIn } from "../history/sqlite/journal/journal";
import { pages } from "../move/copy";
import * as mongo from "../move/mongo";
import * as sqlite from "../move/sqlite";

/**
 * Copies everything stored until now, and perhaps a little more, from a MongoDB or a folder into a folder of its own.
 * Returns the number of messages.
 */
export async function copyHistory(from: string, to: string): Promise<number> {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  if (/^mongodb(\+srv)?:/.test(from)) await copyMongo(from, to);
  else copySqlite(from, to);
  // Moves the journal to the tables: one file is left.
  sqliteHistory.open(to).close();
  const file = new Database(join(to, "history.sqlite"));
  file.run(lowerCursors);
  file.run(releaseUploads);
  const [[count]] = file.query("SELECT count(*) FROM messages").values() as [[number]];
  file.close();
  return count;
}

// Cursors are copied later than messages, and may be above the head of the copy.
const lowerCursors = `UPDATE cursors SET seq = top FROM
  (SELECT c.room AS r, c.user AS u, coalesce((SELECT max(seq) FROM messages WHERE room = c.room), 0) AS top FROM cursors AS c)
  WHERE room = r AND user = u AND seq > top`;

// So are uploads: what was sent meanwhile is in no message of the copy, so that a sweep will remove it.
const releaseUploads = `UPDATE uploads SET spare_since = about ->> 'at'
  WHERE spare_since IS NULL AND id NOT IN (SELECT file FROM attached)`;

/** The journal first: messages that are moved meanwhile are in both copies then, and never in neither. */
function copySqlite(from: string, to: string): void {
  const path = join(from, "history.sqlite");
  if (!existsSync(path)) throw new Error(`There is no history.sqlite in ${from}.`);
  for (const journal of filesIn(from)) copyJournal(journal, to);
  const file = new Database(path, { readonly: true });
  file.run("PRAGMA busy_timeout=5000");
  file.query("VACUUM INTO ?").run(join(to, "history.sqlite"));
  file.close();
}

/** The last line may be incomplete: it was not acked yet. */
function copyJournal(path: string, to: string): void {
  try {
    copyFileSync(path, join(to, basename(path)));
  } catch (error) {
    // The file was deleted: its messages are in the tables now.
    if ((error as { code?: string }).code !== "ENOENT") throw error;
  }
}

/** Each room from its beginning to its end at that moment. */
async function copyMongo(from: string, to: string): Promise<void> {
  const [source, target] = [await mongo.open(from), sqlite.open(to)];
  try {
    for await (const room of source.rooms())
      for await (const part of pages(source, room)) await target.put(part);
    await target.putCursors(source.cursors());
    await target.putUploads(source.uploads());
  } finally {
    await target.close();
    await source.close();
  }
}
