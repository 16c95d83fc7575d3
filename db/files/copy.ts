import { retried } from "../retry";
import * as disk from "./disk";
import type { Files, StoredFile } from "./files";
import * as s3 from "./s3";

// Files at once. Of each some 100 kB are in memory.
const AT_ONCE = 4;

/**
 * Where everything is that is kept as files: pictures of people and rooms, what was uploaded, and what is on its way. The
 * pictures of previews are left behind: they are made again.
 */
export const folders = ["avatars", "files", "thumbnails", "uploads"] as const;

export const isFolder = (name: string): boolean => !/^https?:/.test(name);
/** A store by its name: the URL of an S3 bucket, or a folder. */
export const storeAt = (name: string): Files => (isFolder(name) ? disk.open(name) : s3.open(name));

/** Copies files as they are. Returns those that are not there any more. */
export async function copyFiles(asked: StoredFile[], from: Files, to: Files): Promise<StoredFile[]> {
  const missing: StoredFile[] = [];
  for (let at = 0; at < asked.length; at += AT_ONCE)
    await Promise.all(
      asked.slice(at, at + AT_ONCE).map(async (file) => {
        if (!(await retried(() => copyFile(file, from, to)))) missing.push(file);
      }),
    );
  return missing;
}

async function copyFile({ name, size }: StoredFile, from: Files, to: Files): Promise<boolean> {
  const content = await from.read(name, { from: 0, to: size });
  if (content) await to.write(name, content, size);
  return content !== null;
}
