import { Database } from "bun:sqlite";
import { join } from "node:path";

import { copyFiles, storeAt } from "../files/copy";
import * as disk from "../files/disk";
import { contentOf, type Files, type StoredFile, thumbnailOf } from "../files/files";
import type { Upload } from "../history/history";
import * as mongo from "../move/mongo";
import { retried } from "../retry";
import { clearPictures, picturesIn } from "./accounts";

type FilePlaces = { DATA_DIR: string; S3_URL?: string; MONGO_URL?: string };

/** The file store in use. */
export const storeOf = ({ DATA_DIR, S3_URL }: FilePlaces): Files => storeAt(S3_URL ?? DATA_DIR);

/** Copies the pictures that the accounts in `to` refer to. Returns a line about them. */
export async function copyPictures(env: FilePlaces, to: string): Promise<string> {
  const names = picturesIn(to);
  const missing = await copyNamed(names, storeOf(env), to);
  clearPictures(to, missing);
  return `${names.length - missing.length} pictures`;
}

/** `gone`: those whose message was deleted meanwhile. `lost`: files that a message holds, and that are not there. */
export type CopiedUploads = { count: number; gone: string[]; lost: string[] };

/** Copies what the history in `to` says was uploaded. */
export async function copyUploads(env: FilePlaces, to: string): Promise<CopiedUploads> {
  const uploads = uploadsIn(to).map(({ about }) => JSON.parse(about) as Upload);
  const names = uploads.flatMap(namesOf);
  const missing = new Set(await copyNamed(names, storeOf(env), to));
  const without = uploads.filter((upload) => namesOf(upload).some((name) => missing.has(name)));
  const kept = without.length > 0 ? await keptIn(env) : new Set<string>();
  return {
    count: uploads.length - without.length,
    gone: without.flatMap(({ id }) => (kept.has(id) ? [] : id)),
    lost: without
      .filter(({ id }) => kept.has(id))
      .flatMap(namesOf)
      .filter((name) => missing.has(name)),
  };
}

const namesOf = ({ id, hasThumbnail }: Upload): string[] => [
  contentOf(id),
  ...(hasThumbnail ? [thumbnailOf(id)] : []),
];

/** Returns the names of those that are not there. */
async function copyNamed(names: string[], from: Files, to: string): Promise<string[]> {
  const folders = [...new Set(names.map((name) => name.split("/")[0]!))];
  const stored = new Map<string, StoredFile>();
  for (const folder of folders)
    for (const file of await retried(() => from.list(folder))) stored.set(file.name, file);
  const there = names.flatMap((name) => stored.get(name) ?? []);
  const removed = await copyFiles(there, from, disk.open(to));
  return [...names.filter((name) => !stored.has(name)), ...removed.map(({ name }) => name)];
}

/** The uploads that a message holds now. Those of a message that is being deleted are spare before their bytes go. */
async function keptIn({ DATA_DIR, MONGO_URL }: FilePlaces): Promise<Set<string>> {
  if (MONGO_URL === undefined)
    return new Set(uploadsIn(DATA_DIR).flatMap(({ id, isKept }) => (isKept ? id : [])));
  const source = await mongo.open(MONGO_URL);
  const all = await Array.fromAsync(source.uploads());
  await source.close();
  return new Set(all.flatMap(({ upload, isKept }) => (isKept ? upload.id : [])));
}

type UploadRow = { id: string; about: string; isKept: number };

function uploadsIn(dir: string): UploadRow[] {
  const file = new Database(join(dir, "history.sqlite"), { readonly: true });
  file.run("PRAGMA busy_timeout=5000");
  const rows = file
    .query<UploadRow, []>("SELECT id, about, spare_since IS NULL AS isKept FROM uploads")
    .all();
  file.close();
  return rows;
}
