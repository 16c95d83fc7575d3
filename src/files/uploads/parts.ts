import { randomBytes } from "node:crypto";

import { contentOf, files, type StoredFile, thumbnailOf, UNFINISHED } from "../../../db/files/files";
import { release } from "../../../db/files/release";
import { history } from "../../../db/history/history";
import { notFound } from "../../errors";
import * as measures from "../../measures";

// Uploads that are not whole yet, as files of their own: one that says how large the upload is, and the parts that have come.
// So an upload goes on at any machine, and after a crash. All of it is under the name of its user: nobody finds another's.

const HOUR_MS = 3600_000;
/** One that was begun before this is removed. */
export const EXPIRY_MS = 24 * HOUR_MS;
// In bytes of one part. So much of each upload is in memory.
const PART = 512 * 1024;
const FOLDER = "uploads";
const ID = /^[0-9a-f]{32}$/;

type Part = { name: string; offset: number; size: number };
/** `parts` are those up to `offset`, without a gap. */
export type Unfinished = {
  id: string;
  ownerId: string;
  size: number;
  createdAt: number;
  offset: number;
  parts: Part[];
};

export const newId = (): string => randomBytes(16).toString("hex");

const folderOf = (ownerId: string, id: string) => `${FOLDER}/${ownerId}/${id}`;

/** Begins an upload of `size` bytes. */
export const begin = (ownerId: string, id: string, size: number): Promise<void> =>
  files.put(`${folderOf(ownerId, id)}/info-${size}-${Date.now()}`, new Uint8Array([1]));

/** My upload with this id. Any other is `not-found`. */
export async function find(ownerId: string, id: string): Promise<Unfinished> {
  const found = ID.test(id) ? unfinishedIn(await files.list(folderOf(ownerId, id)))[0] : undefined;
  if (!found) throw notFound();
  return found;
}

/** How many bytes of a user's unfinished uploads have come, and how many of these there are. */
export async function usedBy(ownerId: string): Promise<{ bytes: number; count: number }> {
  const all = await files.list(`${FOLDER}/${ownerId}`);
  const bytes = all.reduce((sum, { size }) => sum + size, 0);
  return { bytes, count: unfinishedIn(all).length };
}

/**
 * Stores what comes. Resolves to the new offset. What came before the line was cut is kept. It owns
 * the bytes of `content`.
 */
export async function append(
  { ownerId, id }: Pick<Unfinished, "ownerId" | "id">,
  offset: number,
  content: AsyncIterable<Uint8Array>,
): Promise<number> {
  let [at, held, size] = [offset, [] as Uint8Array[], 0];
  const store = async () => {
    if (size === 0) return;
    const [bytes, from] = [Buffer.concat(held, size), at];
    held.forEach(release);
    [at, held, size] = [at + size, [], 0];
    // Two requests at once, before one of them is given up, may bring the same part.
    const name = `part-${from}-${randomBytes(4).toString("hex")}`;
    await files.put(`${folderOf(ownerId, id)}/${name}`, bytes);
    release(bytes);
  };
  measures.uploads.underWay++;
  try {
    for await (const bytes of content) {
      measures.uploads.bytes += bytes.length;
      held.push(bytes);
      size += bytes.length;
      if (size >= PART) await store();
    }
  } finally {
    measures.uploads.underWay--;
    await store();
  }
  return at;
}

/** All that has come, in order. */
export async function* contentOfParts({ parts }: Unfinished): AsyncGenerator<Uint8Array> {
  for (const { name, size } of parts) {
    const stream = await files.read(name, { from: 0, to: size });
    if (!stream) throw notFound();
    yield* stream;
  }
}

/** Removes what has come, in an order in which a crash leaves no upload that seems to go on. */
export async function discard({ ownerId, id }: Pick<Unfinished, "ownerId" | "id">): Promise<void> {
  const all = await files.list(folderOf(ownerId, id));
  for (const { name } of all.toSorted((one, other) => (one.name < other.name ? -1 : 1)))
    await files.remove(name);
}

/** Removes those that nobody has finished in time, with what a crash has left of their making. */
export async function sweep(now: number): Promise<void> {
  for (const one of unfinishedIn(await files.list(FOLDER))) {
    if (one.createdAt + EXPIRY_MS > now) continue;
    const [upload] = await history.uploads.find([one.id]);
    if (!upload) for (const name of [thumbnailOf(one.id), contentOf(one.id)]) await files.remove(name);
    await discard(one);
  }
  for (const { name, at } of await files.list(UNFINISHED))
    if (at + EXPIRY_MS <= now) await files.remove(name);
}

const FORM = /^uploads\/([^/]+)\/([0-9a-f]{32})\/(?:info-(\d+)-(\d+)|part-(\d+)-[0-9a-f]{8})$/;

function unfinishedIn(all: StoredFile[]): Unfinished[] {
  const found = new Map<string, Unfinished>();
  const parts = new Map<string, Part[]>();
  for (const { name, size, at } of all) {
    const [, ownerId, id, whole, createdAt, offset] = FORM.exec(name) ?? [];
    if (ownerId === undefined || id === undefined) continue;
    // Parts alone, without what they are parts of, are found by a sweep as well.
    const one = found.get(id) ?? { id, ownerId, size: Infinity, createdAt: at, offset: 0, parts: [] };
    found.set(id, one);
    if (offset === undefined) Object.assign(one, { size: Number(whole), createdAt: Number(createdAt) });
    else parts.set(id, [...(parts.get(id) ?? []), { name, offset: Number(offset), size }]);
  }
  for (const one of found.values()) Object.assign(one, joined(parts.get(one.id) ?? []));
  return [...found.values()];
}

/** The longest stretch from the beginning. Of two parts with the same beginning, the longer one. */
function joined(all: Part[]): { offset: number; parts: Part[] } {
  const longest = new Map<number, Part>();
  for (const part of all)
    if (part.size > (longest.get(part.offset)?.size ?? 0)) longest.set(part.offset, part);
  const parts: Part[] = [];
  let offset = 0;
  for (let next = longest.get(0); next; next = longest.get(offset)) {
    parts.push(next);
    offset += next.size;
  }
  return { offset, parts };
}
