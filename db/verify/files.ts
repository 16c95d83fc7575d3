import type { Database } from "bun:sqlite";

import { contentOf, type Files, thumbnailOf } from "../files/files";
import { retried } from "../retry";
import { rows } from "./snapshot";

// Checks what is kept as files against what accounts and history say of them: nothing is missing, altered or nobody's.

/** Databases of one moment, and the store of files, which may be of a later one. */
export type FileStores = { history: Database; accounts: Database; store: Files };

type KnownUpload = { id: string; sha256: string; size: number; hasThumbnail: number; isKept: number };

/** Of all files: a line for each that is missing or nobody's. */
export async function misplaced({ history, accounts, store }: FileStores): Promise<Set<string>> {
  // Whoever makes a file stores its bytes before it is known, and removes its parts last.
  const unfinished = new Set([...(await sizesIn(store, "uploads")).keys()].map((name) => name.split("/")[2]));
  const uploaded = new Map([...(await sizesIn(store, "files")), ...(await sizesIn(store, "thumbnails"))]);
  const pictured = await sizesIn(store, "avatars");
  const lines = new Set<string>();
  const known = new Set<string>();
  for (const { id, hasThumbnail, isKept } of uploadsIn(history)) {
    for (const name of [contentOf(id), ...(hasThumbnail ? [thumbnailOf(id)] : [])]) {
      known.add(name);
      // One that no message holds may be on its way out.
      if (isKept && !uploaded.has(name)) lines.add(`${name}: missing`);
    }
  }
  for (const name of uploaded.keys())
    if (!known.has(name) && !unfinished.has(idIn(name))) lines.add(`${name}: nothing is known of it`);
  for (const { room, seq, file } of rows<FileHolder>(history, unknown))
    lines.add(`room ${room} seq ${seq}: it holds file ${file}, of which nothing is known`);
  for (const { whose, name } of rows<Picture>(accounts, pictures))
    if (!pictured.has(name)) lines.add(`${name}: missing, the picture of ${whose}`);
  return lines;
}

/** Reads all that was uploaded: a line for each file that is not what it was when it came. */
export async function* altered({ history, store }: Omit<FileStores, "accounts">): AsyncGenerator<string> {
  const sizes = await sizesIn(store, "files");
  for (const upload of uploadsIn(history)) {
    const { id, size } = upload;
    const name = contentOf(id);
    const is = sizes.get(name);
    if (is === undefined) continue;
    if (is !== size) yield `${name}: altered, it has ${is} bytes, not ${size}`;
    else if (!(await retried(() => isWhole(store, upload)))) yield `${name}: altered`;
  }
}

/** One that was removed meanwhile is. */
async function isWhole(store: Files, { id, size, sha256 }: KnownUpload): Promise<boolean> {
  const content = await store.read(contentOf(id), { from: 0, to: size });
  if (!content) return true;
  const hasher = new Bun.CryptoHasher("sha256");
  for await (const bytes of content) hasher.update(bytes);
  return hasher.digest("hex") === sha256;
}

export const countUploads = (history: Database): number =>
  history.query<{ count: number }, []>("SELECT count(*) AS count FROM uploaded").get()!.count;

const sizesIn = async (store: Files, folder: string): Promise<Map<string, number>> =>
  new Map((await retried(() => store.list(folder))).map(({ name, size }) => [name, size]));

const idIn = (name: string) => name.split("/")[1]?.replace(/\.webp$/, "");

const uploadsIn = (history: Database) =>
  rows<KnownUpload>(
    history,
    "SELECT id, size, sha256, has_thumbnail AS hasThumbnail, kept AS isKept FROM uploaded",
  );

type FileHolder = { room: string; seq: number; file: string };
const unknown = `SELECT room, seq, file FROM holds WHERE file NOT IN (SELECT id FROM uploaded) ORDER BY room, seq`;

type Picture = { whose: string; name: string };
const pictures = `SELECT 'user ' || id AS whose, 'avatars/' || avatar || '.webp' AS name FROM users WHERE avatar IS NOT NULL
  UNION ALL SELECT 'room ' || id, substr(image_url, 2) FROM rooms WHERE image_url IS NOT NULL`;
