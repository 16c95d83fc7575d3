import * as disk from "../files/disk";
import type { Files } from "../files/files";
import * as s3 from "../files/s3";
import { patient } from "../retry";
import { picturesIn, withoutPictures } from "./accounts";

type Places = { DATA_DIR: string; S3_URL?: string };

/** The store of files that is in use. */
export const storeOf = ({ DATA_DIR, S3_URL }: Places): Files =>
  S3_URL ? s3.open(S3_URL) : disk.open(DATA_DIR);

/** All that the accounts in `to` name. */
export async function take(env: Places, to: string): Promise<string> {
  const names = picturesIn(to);
  const gone = await copy(names, storeOf(env), disk.open(to));
  withoutPictures(to, gone);
  return `${names.length - gone.length} pictures`;
}

/** Answers which are not there. */
export async function copy(names: string[], from: Files, to: Files): Promise<string[]> {
  const gone: string[] = [];
  for (const name of names) {
    const file = await patient(() => from.get(name));
    if (file) await patient(async () => to.put(name, await file.bytes()));
    else gone.push(name);
  }
  return gone;
}
