import { Database } from "bun:sqlite";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";

const FILE = "accounts.sqlite";
const SECRET = "jwt-secret";

/** Copies accounts as of one moment. Returns a line about them. */
export function copyAccounts(from: string, to: string): string {
  const file = opened(from);
  file.query("VACUUM INTO ?").run(join(to, FILE));
  file.close();
  return `${ask(to, "SELECT count(*) FROM users")} people in ${ask(to, "SELECT count(*) FROM rooms")} rooms`;
}

/** The key that tokens are signed with, if the server made it itself: with it, sessions survive. */
export function copySecret(from: string, to: string): void {
  if (existsSync(join(from, SECRET))) copyFileSync(join(from, SECRET), join(to, SECRET));
}

/** Each group has at least one message, the one about its creation. */
export const groupsIn = (dir: string): number => ask(dir, "SELECT count(*) FROM rooms WHERE kind = 'group'");

export const lastChange = (dir: string): number => ask(dir, "SELECT coalesce(max(id), 0) FROM changes");

/** The names of the pictures of people and rooms in the file store. */
export function picturesIn(dir: string): string[] {
  const file = opened(dir);
  const names = file.query<{ name: string }, []>(`${pictures} ORDER BY name`).all();
  file.close();
  return names.map(({ name }) => name);
}

const pictures = `SELECT 'avatars/' || avatar || '.webp' AS name FROM users WHERE avatar IS NOT NULL
  UNION SELECT substr(image_url, 2) FROM rooms WHERE image_url IS NOT NULL`;

/** Clears the pictures whose file is missing: it was removed or replaced while the backup ran. */
export function clearPictures(dir: string, names: string[]): void {
  const file = new Database(join(dir, FILE), { readwrite: true });
  for (const name of names) {
    file.query("UPDATE users SET avatar = NULL WHERE 'avatars/' || avatar || '.webp' = ?").run(name);
    file.query("UPDATE rooms SET image_url = NULL WHERE image_url = '/' || ?").run(name);
  }
  file.close();
}

function ask(dir: string, sql: string): number {
  const file = opened(dir);
  const [[answer]] = file.query(sql).values() as [[number]];
  file.close();
  return answer;
}

function opened(dir: string): Database {
  if (!existsSync(join(dir, FILE))) throw new Error(`There is no ${FILE} in ${dir}.`);
  const file = new Database(join(dir, FILE), { readonly: true });
  file.run("PRAGMA busy_timeout=5000");
  return file;
}
