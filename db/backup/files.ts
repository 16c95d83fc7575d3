import * as disk from "../files/disk";
import type { Files } from "../files/files";
import * as s3 from "../files/s3";
import { retried } from "../retry";
import { clearPictures, picturesIn } from "./accounts";

type FilePlaces = { DATA_DIR: string; S3_URL?: string };

/** The file store in use. */
export const storeOf = ({ DATA_DIR, S3_URL }: FilePlaces): Files =>
  S3_URL ? s3.open(S3_URL) : disk.open(DATA_DIR);

/** Copies the pictures that the accounts in `to` refer to. Returns a line about them. */
export async function copyPictures(env: FilePlaces, to: string): Promise<string> {
  const names = picturesIn(to);
  const missing = await copyFiles(names, storeOf(env), disk.open(to));
  clearPictures(to, missing);
  return `${names.length - missing.length} pictures`;
}

/** Returns the names of missing files. */
export async function copyFiles(names: string[], from: Files, to: Files): Promise<string[]> {
  const missing: string[] = [];
  for (const name of names) {
    const file = await retried(() => from.get(name));
    if (file) await retried(async () => to.put(name, await file.bytes()));
    else missing.push(name);
  }
  return missing;
}
