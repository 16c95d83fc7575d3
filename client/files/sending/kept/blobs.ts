import type { DBSchema, IDBPDatabase } from "idb";

// The bytes of files that are on their way, by the id of each file. They are held in the page from the moment they are chosen,
// and kept in IndexedDB once their message is sent, so that it survives the browser. A database of its own: writing a large
// file must not hold up the drafts of other rooms.

interface BlobSchema extends DBSchema {
  blobs: { key: string; value: { userId: string; blob: Blob; at: number }; indexes: { at: number } };
}

const inPage = new Map<string, Blob>();
// After this long, in ms, it belongs to no draft, or to one that nobody goes on with.
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

let opened: Promise<IDBPDatabase<BlobSchema>> | undefined;

export const holdBlob = (id: string, blob: Blob): void => void inPage.set(id, blob);

/** What this page holds itself, for pictures of it. */
export const heldBlob = (id: string): Blob | undefined => inPage.get(id);

/** Whether all of them are kept. Rejects if there is no place for them, or no database. */
export async function keepBlobs(userId: string, ids: string[]): Promise<boolean> {
  const db = await database();
  await expire(db);
  const writes = db.transaction("blobs", "readwrite");
  const ended = writes.done;
  // If it fails, one of the awaited steps throws first.
  ended.catch(() => undefined);
  for (const id of ids) {
    const blob = inPage.get(id);
    if (!blob) return false;
    await writes.store.put({ userId, blob, at: Date.now() }, id);
  }
  await ended;
  return true;
}

/** The kept copy first: the file that was chosen may have changed on its disk. */
export async function findBlob(id: string): Promise<Blob | undefined> {
  const kept = await database()
    .then((db) => db.get("blobs", id))
    .catch(() => undefined);
  return kept?.blob ?? inPage.get(id);
}

export async function dropBlobs(ids: string[]): Promise<void> {
  for (const id of ids) inPage.delete(id);
  const db = await database();
  for (const id of ids) await db.delete("blobs", id);
}

async function expire(db: IDBPDatabase<BlobSchema>): Promise<void> {
  const old = await db.getAllKeysFromIndex("blobs", "at", IDBKeyRange.upperBound(Date.now() - KEPT_MS));
  for (const id of old) await db.delete("blobs", id);
}

function database(): Promise<IDBPDatabase<BlobSchema>> {
  opened ??= open().catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function open(): Promise<IDBPDatabase<BlobSchema>> {
  const { openDB } = await import("idb");
  return openDB<BlobSchema>("potato-files", 1, {
    upgrade(db) {
      db.createObjectStore("blobs").createIndex("at", "at");
    },
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  });
}
