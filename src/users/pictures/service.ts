import { randomBytes } from "node:crypto";

import * as primary from "../../../db/accounts/primary";
import { files } from "../../../db/files/files";
import { inPlace } from "../../capacity/places";
import { Shares } from "../../capacity/shares";
import { notFound } from "../../errors";
import { log } from "../../log";
import { square } from "../avatar/picture";
import * as store from "./store";

// The pictures of people and rooms. Their addresses are public, since `<img>` sends no token, and too random to be guessed.
// A new picture has a new address, so that each may be cached for ever.

export const MAX_BYTES = 5 * 1024 * 1024;

// Of one user at once.
const uploads = new Shares(2, Infinity);

/** A picture that is being sent. `size`: the most bytes it can have, or a refusal before reading. `read`: all of it. */
export type IncomingPicture = { address: string; size: () => number; read: () => Promise<Uint8Array> };

/**
 * Keeps a picture, which is read once there is room for it. `put` writes its name to where it belongs, and returns the name
 * that was there before. If it throws, the new picture goes.
 */
export async function replace(
  { userId, address, size }: { userId: string; address: string; size: number },
  read: IncomingPicture["read"],
  put: (name: string) => string | null | Promise<string | null>,
): Promise<void> {
  uploads.reserve(userId, 1);
  const picture = await inPlace({ address, size }, async () => square(await read())).finally(() =>
    uploads.release(userId, 1),
  );
  const name = randomBytes(16).toString("hex");
  await files.put(fileOf(name), picture);
  try {
    await discard(await put(name));
  } catch (error) {
    // What failed may have been only what follows the commit.
    if (!store.isInUse(name, addressOf(name))) await discard(name);
    throw error;
  }
}

// Files that no row names any more, with the time from which a sweep removes each.
const leftOver = new Map<string, number>();
// By then it is known whether a new primary has taken over without this machine's last writes.
const SETTLED_MS = 30_000;

/**
 * Removes a picture that no row names any more; a sweep retries. Where accounts are replicated, only the sweep removes it:
 * the latest write may still be lost, and then a row names the picture again.
 */
export async function discard(name: string | null): Promise<void> {
  if (name === null) return;
  leftOver.set(name, performance.now() + SETTLED_MS);
  if (!primary.isReplicated()) await removeFile(name);
}

export async function discardAll(names: (string | null)[]): Promise<void> {
  for (const name of names) await discard(name);
}

export async function sweep(now = performance.now()): Promise<void> {
  for (const [name, from] of leftOver) {
    if (now < from) continue;
    if (store.isInUse(name, addressOf(name))) leftOver.delete(name);
    else await removeFile(name);
  }
}

async function removeFile(name: string): Promise<void> {
  try {
    await files.remove(fileOf(name));
    leftOver.delete(name);
  } catch (error) {
    log.warn({ err: error }, "an unused picture could not be removed yet");
  }
}

/** The file `<name>.webp` of an address. Public. */
export async function open(file: string): Promise<Blob> {
  const name = nameIn(`/avatars/${file}`);
  const picture = name === null ? null : await files.get(fileOf(name));
  if (!picture) throw notFound();
  return picture;
}

export const addressOf = (name: string): string => `/avatars/${name}.webp`;

/** Null where it is no address of a picture. */
export const nameIn = (address: string): string | null =>
  /^\/avatars\/([0-9a-f]{32})\.webp$/.exec(address)?.[1] ?? null;

const fileOf = (name: string) => `avatars/${name}.webp`;
