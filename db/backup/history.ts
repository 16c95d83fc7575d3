import { Database } from "bun:sqlite";
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";

import * as sqliteHistory from "../history/sqlite";
import { filesIn } from "../history/sqlite/journal";
import { pages } from "../move/copy";
import * as mongo from "../move/mongo";
import * as sqlite from "../move/sqlite";

/**
 * What was said and read until now, and perhaps a little more, into a folder of its own; from a MongoDB or a folder. Answers
 * how many messages that are.
 */
export async function take(from: string, to: string): Promise<number> {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  if (/^mongodb(\+srv)?:/.test(from)) await takeMongo(from, to);
  else takeSqlite(from, to);
  // What is in the journal goes to its place: one file is left.
  sqliteHistory.open(to).close();
  const file = new Database(join(to, "history.sqlite"));
  file.run(readNoFurther);
  const [[count]] = file.query("SELECT count(*) FROM messages").values() as [[number]];
  file.close();
  return count;
}

// Cursors are taken a moment later than some of the messages that they stand at.
const readNoFurther = `UPDATE cursors SET seq = top FROM
  (SELECT c.room AS r, c.user AS u, coalesce((SELECT max(seq) FROM messages WHERE room = c.room), 0) AS top FROM cursors AS c)
  WHERE room = r AND user = u AND seq > top`;

/** The journal first: what moves on to the tables meanwhile is in both then, and never in neither. */
function takeSqlite(from: string, to: string): void {
  const path = join(from, "history.sqlite");
  if (!existsSync(path)) throw new Error(`There is no history.sqlite in ${from}.`);
  for (const journal of filesIn(from)) takeJournal(journal, to);
  const file = new Database(path, { readonly: true });
  file.run("PRAGMA busy_timeout=5000");
  file.query("VACUUM INTO ?").run(join(to, "history.sqlite"));
  file.close();
}

/** The last line may be cut off: it was not acked yet. */
function takeJournal(path: string, to: string): void {
  try {
    copyFileSync(path, join(to, basename(path)));
  } catch (error) {
    // All that was in it has its place in the tables now.
    if ((error as { code?: string }).code !== "ENOENT") throw error;
  }
}

/** Each room from its beginning to where it ends by then. */
async function takeMongo(from: string, to: string): Promise<void> {
  const [source, target] = [await mongo.open(from), sqlite.open(to)];
  try {
    for await (const room of source.rooms())
      for await (const part of pages(source, room)) await target.put(part);
    await target.putCursors(source.cursors());
  } finally {
    await target.close();
    await source.close();
  }
}
