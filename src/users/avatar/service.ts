import { randomBytes } from "node:crypto";

import { commit, record } from "../../../db/accounts/changes";
import type { Tx } from "../../../db/accounts/open";
import * as primary from "../../../db/accounts/primary";
import { files } from "../../../db/files/files";
import { consume } from "../../capacity/limits";
import { inPlace } from "../../capacity/places";
import { Shares } from "../../capacity/shares";
import { notFound, Refused } from "../../errors";
import { log } from "../../log";
import type { User } from "../../protocol/user";
import * as users from "../service";
import * as store from "../store";
import { square } from "./picture";

// Avatars. Their URLs are public, since `<img>` sends no token, and too random to be guessed. A new picture has a new URL,
// so that each may be cached for ever.

export const MAX_BYTES = 5 * 1024 * 1024;
// Of one user at once.
const uploads = new Shares(2, Infinity);

/** An upload. `size`: the most bytes it can have, or a refusal before reading. `read`: the whole picture. */
type Sent = { size: () => number; read: () => Promise<Uint8Array> };

/** Reads the upload once there is room for it. */
export async function change(userId: string, address: string, sent: Sent): Promise<User> {
  consume("pictures", userId);
  const size = sent.size();
  uploads.reserve(userId, 1);
  const picture = await inPlace({ address, size }, async () => square(await sent.read())).finally(() =>
    uploads.release(userId, 1),
  );
  const name = randomBytes(16).toString("hex");
  await files.put(fileOf(name), picture);
  const before = commit((tx) => {
    const row = store.find(userId);
    // The account may have been deleted meanwhile.
    if (!row || row.deletedAt !== null) return undefined;
    put(tx, userId, name);
    return row.avatar;
  });
  await discard(before === undefined ? name : before);
  if (before === undefined) throw new Refused("unauthenticated");
  return users.find(userId);
}

export async function remove(userId: string): Promise<User> {
  const before = commit((tx) => {
    const avatar = store.find(userId)?.avatar ?? null;
    if (avatar !== null) put(tx, userId, null);
    return avatar;
  });
  await discard(before);
  return users.find(userId);
}

function put(tx: Tx, userId: string, avatar: string | null): void {
  store.update(tx, userId, { avatar });
  record(tx, { kind: "user.changed", userId });
}

// Files that no row names any more, with the time from which a sweep removes each.
const leftOver = new Map<string, number>();
// By then it is known whether a new primary has taken over without this machine's last writes.
const SETTLED_MS = 30_000;

/**
 * Removes a file that no row names any more; a sweep retries. Where accounts are replicated, only the sweep removes it: the
 * latest write may still be lost, and then a row names the file again.
 */
export async function discard(name: string | null): Promise<void> {
  if (name === null) return;
  leftOver.set(name, performance.now() + SETTLED_MS);
  if (!primary.isReplicated()) await removeFile(name);
}

export async function sweep(now = performance.now()): Promise<void> {
  for (const [name, from] of leftOver) {
    if (now < from) continue;
    if (store.hasAvatar(name)) leftOver.delete(name);
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

/** The file `<name>.webp` of an `avatarUrl`. Public. */
export async function open(address: string): Promise<Blob> {
  const [, name] = /^([0-9a-f]{32})\.webp$/.exec(address) ?? [];
  const file = name === undefined ? null : await files.get(fileOf(name));
  if (!file) throw notFound();
  return file;
}

const fileOf = (name: string) => `avatars/${name}.webp`;
