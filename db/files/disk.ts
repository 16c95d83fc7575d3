import { fsync, mkdirSync, openSync, read, write as writeTo, writeFile } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { close, withSpare } from "../spare";
import { throwUnwritable } from "../unwritable";
import { type FileRange, type Files, type StoredFile, UNFINISHED, wrongSize } from "./files";
import { release } from "./release";

/** Files below `dir`; a name may have folders, as in `avatars/…`. */
export function open(dir: string): Files {
  const pathOf = (name: string) => join(dir, name);
  const store = async (name: string, fillIt: (file: number) => Promise<void>): Promise<void> => {
    const path = join(dir, UNFINISHED, crypto.randomUUID());
    try {
      await create(path, fillIt);
      makeFolder(pathOf(name));
      await rename(path, pathOf(name));
      await syncFolder(pathOf(name));
    } catch (error) {
      await rm(path, { force: true }).catch(() => undefined);
      throwUnwritable(error);
    }
  };
  return {
    put: (name, bytes) => store(name, async (file) => fill(file, bytes)),
    write: (name, content, size) => store(name, (file) => fillBy(file, content, size)),
    async get(name) {
      // All at once: a file that is removed while someone still holds it would fail then.
      const bytes = await Bun.file(pathOf(name)).bytes().catch(orAbsent);
      return bytes && new Blob([bytes]);
    },
    async read(name, range) {
      const file = openIfThere(pathOf(name));
      return file === null ? null : streamOf(file, range);
    },
    list: (folder) => listIn(dir, folder),
    remove: (name) => rm(pathOf(name), { force: true }).catch(throwUnwritable),
    // The folder is made with the first file.
    isReadable: () => true,
  };
}

async function create(path: string, fillIt: (file: number) => Promise<void>): Promise<void> {
  makeFolder(path);
  const file = withSpare(() => openSync(path, "wx", 0o600));
  try {
    await fillIt(file);
    await sync(file);
  } finally {
    close(file);
  }
}

// In bytes. A file system may have to write all that is not on the disk yet before it answers for any other file, such as the
// journal of messages: so it is never much.
const UNSYNCED = 1024 * 1024;

async function fillBy(file: number, content: AsyncIterable<Uint8Array>, size: number): Promise<void> {
  let [count, synced] = [0, 0];
  for await (const bytes of content) {
    count += bytes.length;
    if (count > size) throw wrongSize(size);
    for (let done = 0; done < bytes.length;) done += (await append(file, bytes, done)).bytesWritten;
    release(bytes);
    if (count - synced < UNSYNCED) continue;
    await sync(file);
    synced = count;
  }
  if (count !== size) throw wrongSize(size);
}

function openIfThere(path: string): number | null {
  try {
    return withSpare(() => openSync(path, "r"));
  } catch (error) {
    return orAbsent(error);
  }
}

/** The answer for a file that is not there; throws every other error. */
function orAbsent(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
  return throwUnwritable(error);
}

// In bytes.
const PART = 64 * 1024;

/** Closes the file at the end, or when nobody reads on. */
function streamOf(file: number, { from, to }: FileRange): ReadableStream<Uint8Array> {
  let at = from;
  const next = async (): Promise<Uint8Array> => {
    const bytes = new Uint8Array(Math.min(PART, to - at));
    const { bytesRead } = await readFrom(file, bytes, 0, bytes.length, at);
    if (bytesRead === 0 && at < to) throw wrongSize(to);
    at += bytesRead;
    return bytes.subarray(0, bytesRead);
  };
  let isOver = false;
  let reading: Promise<unknown> = Promise.resolve();
  // Once, and not while it is read: the number of a closed descriptor is soon that of another file, or of a connection.
  const end = async (): Promise<void> => {
    if (isOver) return;
    isOver = true;
    await reading.catch(() => undefined);
    close(file);
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const bytes = next();
          reading = bytes;
          const part = await bytes;
          if (isOver) return;
          if (part.length > 0) controller.enqueue(part);
        } catch (error) {
          await end();
          throw error;
        }
        if (at < to) return;
        await end();
        controller.close();
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}

const makeFolder = (path: string): void => void mkdirSync(dirname(path), { recursive: true, mode: 0o700 });

/** A new name is as durable as its folder. */
async function syncFolder(path: string): Promise<void> {
  const folder = withSpare(() => openSync(dirname(path), "r"));
  try {
    await sync(folder);
  } finally {
    close(folder);
  }
}

async function listIn(dir: string, folder: string): Promise<StoredFile[]> {
  const names = await readdir(join(dir, folder), { recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    },
  );
  const found: StoredFile[] = [];
  names.sort((one, other) => (one < other ? -1 : 1));
  for (const one of names) {
    const name = `${folder}/${one}`;
    // One that is removed meanwhile is no file.
    const about = await stat(join(dir, name)).catch(() => undefined);
    if (about?.isFile()) found.push({ name, size: about.size, at: about.mtimeMs });
  }
  return found;
}

const fill = promisify(writeFile);
const append = promisify(writeTo) as (
  file: number,
  bytes: Uint8Array,
  offset: number,
) => Promise<{ bytesWritten: number }>;
const readFrom = promisify(read);
const sync = promisify(fsync);
