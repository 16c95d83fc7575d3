import { copyFiles, folders, isFolder, storeAt } from "../files/copy";
import type { Files, StoredFile } from "../files/files";
import { lock } from "../history/lock";
import { retried } from "../retry";

// Files a line of progress.
const PART = 100;

/**
 * Copies all files into another store, while no server runs. Continues an interrupted move; throws if `to` contains anything
 * else. Yields lines of progress, and last what was moved.
 */
export async function* moveFiles(from: string, to: string): AsyncGenerator<string> {
  if (from === to) throw new Error("The files are there already.");
  const unlock = isFolder(from) ? lock(from) : () => undefined;
  try {
    yield* copyAll(storeAt(from), storeAt(to));
  } finally {
    unlock();
  }
}

async function* copyAll(source: Files, target: Files): AsyncGenerator<string> {
  const [here, there] = [await allIn(source), await allIn(target)];
  const sizes = new Map(here.map(({ name, size }) => [name, size]));
  const other = there.find(({ name, size }) => sizes.get(name) !== size);
  if (other) throw new Error(`Where the files should go there is something else: ${other.name}.`);
  const isThere = new Set(there.map(({ name }) => name));
  const left = here.filter(({ name }) => !isThere.has(name));
  if (isThere.size > 0) yield `${isThere.size} of ${here.length} files are there already`;
  for (let at = 0; at < left.length; at += PART) {
    const [missing] = await copyFiles(left.slice(at, at + PART), source, target);
    if (missing) throw new Error(`${missing.name} is not there any more: does a server run?`);
    yield `${Math.min(at + PART, left.length) + isThere.size} of ${here.length} files`;
  }
  const size = here.reduce((sum, file) => sum + file.size, 0);
  yield `${here.length} files with ${size} bytes are moved`;
}

async function allIn(store: Files): Promise<StoredFile[]> {
  const all = await Promise.all(folders.map((folder) => retried(() => store.list(folder))));
  return all.flat();
}
