import { fsync, mkdirSync, openSync, writeFile } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { close, withSpare } from "../spare";
import { throwUnwritable } from "../unwritable";
import type { Files } from "./files";

/** Files below `dir`; a name may have folders, as in `avatars/…`. */
export function open(dir: string): Files {
  const pathOf = (name: string) => join(dir, name);
  return {
    put: (name, bytes) => write(pathOf(name), bytes).catch(throwUnwritable),
    async get(name) {
      const file = Bun.file(pathOf(name));
      return (await file.exists()) ? file : null;
    },
    remove: (name) => rm(pathOf(name), { force: true }).catch(throwUnwritable),
    // The folder is made with the first file.
    isReadable: () => true,
  };
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = withSpare(() => openSync(path, "wx", 0o600));
  try {
    await fill(file, bytes);
    await sync(file);
  } finally {
    close(file);
  }
}

const fill = promisify(writeFile);
const sync = promisify(fsync);
