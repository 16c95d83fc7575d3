import { fsync, mkdirSync, openSync, write as writeTo, writeFile } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { close, withSpare } from "../spare";
import { throwUnwritable } from "../unwritable";
import { type Files, type StoredFile, wrongSize } from "./files";

// Files that are being written are beside the others, so that a rename makes them whole. A crash leaves them there.
const UNFINISHED = "unfinished";

/** Files below `dir`; a name may have folders, as in `avatars/…`. */
export function open(dir: string): Files {
  const pathOf = (name: string) => join(dir, name);
  return {
    put: (name, bytes) => create(pathOf(name), async (file) => fill(file, bytes)).catch(throwUnwritable),
    async write(name, content, size) {
      const path = join(dir, UNFINISHED, crypto.randomUUID());
      try {
        await create(path, (file) => fillBy(file, content, size));
        makeFolder(pathOf(name));
        await rename(path, pathOf(name));
        await syncFolder(pathOf(name));
      } catch (error) {
        await rm(path, { force: true }).catch(() => undefined);
        throwUnwritable(error);
      }
    },
    async get(name) {
      const file = Bun.file(pathOf(name));
      return (await file.exists()) ? file : null;
    },
    async read(name, { from, to }) {
      const file = Bun.file(pathOf(name));
      return (await file.exists()) ? file.slice(from, to).stream() : null;
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

async function fillBy(file: number, content: AsyncIterable<Uint8Array>, size: number): Promise<void> {
  let count = 0;
  for await (const bytes of content) {
    count += bytes.length;
    if (count > size) throw wrongSize(size);
    for (let done = 0; done < bytes.length;) done += (await append(file, bytes, done)).bytesWritten;
  }
  if (count !== size) throw wrongSize(size);
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
const sync = promisify(fsync);
