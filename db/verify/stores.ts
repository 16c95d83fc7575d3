import type { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { copyAccounts } from "../backup/accounts";
import * as mongo from "./mongo";
import { type HistorySnapshot, openSnapshot } from "./snapshot";
import * as sqlite from "./sqlite";

/**
 * Both stores, read-only, while a server may be writing to them. They refer to each other, so accounts are opened twice,
 * just before history and just after it: every user and room in history must be in `after`, and each change in
 * `before` must have its message in history.
 */
export type Stores = HistorySnapshot & { before: Database; after: Database; dir: string; openedAt: number };

/** Where the stores are: accounts may be mounted by LiteFS, history may be in MongoDB, files in S3. */
export type StorePlaces = { dir: string; litefsDir?: string; mongoUrl?: string; s3Url?: string };

/** Throws if a store is missing, or is none. */
export async function open({ dir, litefsDir, mongoUrl }: StorePlaces): Promise<Stores> {
  const accounts = () =>
    litefsDir === undefined ? openSnapshot(dir, "accounts.sqlite", "rooms") : copyOf(litefsDir);
  const before = accounts();
  const history = mongoUrl === undefined ? sqlite.snapshotOf(dir) : await mongo.snapshotOf(mongoUrl);
  return { ...history, before, after: accounts(), dir, openedAt: Date.now() };
}

export async function close(stores: Stores): Promise<void> {
  await stores.close();
  for (const file of [stores.before, stores.history, stores.after]) file.close();
}

/**
 * A copy: an open transaction on the file of LiteFS would block replication, and a removed member would go on receiving
 * the room's messages on this machine.
 */
function copyOf(litefsDir: string): Database {
  const dir = mkdtempSync(join(tmpdir(), "potato-verify-"));
  try {
    copyAccounts(litefsDir, dir);
    // The open file outlives its name.
    return openSnapshot(dir, "accounts.sqlite", "rooms");
  } finally {
    rmSync(dir, { recursive: true });
  }
}
