import type { DBSchema, IDBPDatabase } from "idb";

import type { OutboxDraft } from "./draft";

// One database a browser. Each draft is stored under its author's id, so that no other user's page reads it. `n` is the
// order in which drafts were written, over all tabs.
interface OutboxSchema extends DBSchema {
  drafts: {
    key: number;
    value: OutboxDraft & { userId: string; n?: number };
    indexes: { room: [string, string]; one: [string, string] };
  };
}

type Database = IDBPDatabase<OutboxSchema>;
type Put = (db: Database) => Promise<void>;
// Beyond this a message is sent without having been stored.
const PATIENCE_MS = 3000;

type Next = (n: number) => OutboxSchema["drafts"]["value"] | undefined;

/**
 * The drafts of one user, in IndexedDB: they survive the tab and the browser. If the browser stores nothing (private
 * windows, a full disk), they are kept in memory, without an error message.
 */
export function createDraftStore(userId: string) {
  const [opening, late] = [open(), tooLong()];
  for (const one of [opening, late]) one.catch(() => undefined);
  // Opening may never succeed nor fail. It is waited for once; if it succeeds later, the database is used from then on.
  const opened = (): Promise<Database> => Promise.race([opening, late]);
  // The state here, for drafts that the database does not have yet, or could not store. Undefined is removed.
  const ahead = new Map<string, OutboxDraft | undefined>();
  const writing = new Map<string, Promise<void>>();
  // The database failed to store some change of these, so memory is where they are kept.
  const unkept = new Set<string>();

  /** Of one room or of all; each room's in the order in which they were typed. */
  async function list(roomId?: string): Promise<OutboxDraft[]> {
    const kept = await read(roomId).catch(() => []);
    const known = new Set(kept.map(({ clientId }) => clientId));
    const now = kept.map((draft) => (ahead.has(draft.clientId) ? ahead.get(draft.clientId) : draft));
    const more = [...ahead.values()].filter((draft) => draft && !known.has(draft.clientId));
    return [...now, ...more].filter((draft) => draft !== undefined).filter(isIn(roomId));
  }

  async function read(roomId?: string): Promise<OutboxDraft[]> {
    const range =
      roomId === undefined ? IDBKeyRange.bound([userId], [userId, []]) : IDBKeyRange.only([userId, roomId]);
    return (await opened()).getAllFromIndex("drafts", "room", range);
  }

  const add = (draft: OutboxDraft): Promise<void> =>
    write(draft.clientId, draft, async (db) => void (await db.add("drafts", { ...draft, userId })));

  /** Does not bring back what another tab has removed in the meantime. */
  const change = (draft: OutboxDraft): Promise<void> =>
    write(draft.clientId, draft, (db) => replace(db, draft.clientId, (n) => ({ ...draft, userId, n })));

  const remove = (clientId: string): Promise<void> =>
    write(clientId, undefined, (db) => replace(db, clientId, () => undefined));

  function write(clientId: string, draft: OutboxDraft | undefined, put: Put): Promise<void> {
    ahead.set(clientId, draft);
    const written: Promise<void> = opened()
      .then(put)
      .then(
        () => settle(true),
        () => settle(false),
      );
    writing.set(clientId, written);
    return written;

    function settle(isKept: boolean): void {
      if (!isKept) unkept.add(clientId);
      if (writing.get(clientId) !== written) return;
      writing.delete(clientId);
      if (!unkept.has(clientId)) ahead.delete(clientId);
    }
  }

  async function replace(db: Database, clientId: string, next: Next): Promise<void> {
    const writes = db.transaction("drafts", "readwrite");
    const ended = writes.done;
    // If it fails, one of the awaited steps throws first.
    ended.catch(() => undefined);
    const n = await writes.store.index("one").getKey([userId, clientId]);
    const value = n === undefined ? undefined : next(n);
    if (value) await writes.store.put(value);
    else if (n !== undefined) await writes.store.delete(n);
    await ended;
  }

  /** Every write so far is done, or has failed. */
  const written = async (): Promise<void> => void (await Promise.all(writing.values()));

  return { list, add, change, remove, written };
}

const isIn =
  (roomId: string | undefined) =>
  (draft: OutboxDraft): boolean =>
    roomId === undefined || draft.roomId === roomId;

const tooLong = (): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error("The database does not open.")), PATIENCE_MS);
  });

// The first screen does not wait for idb.
async function open(): Promise<Database> {
  const { openDB } = await import("idb");
  return openDB<OutboxSchema>("potato-outbox", 1, {
    upgrade(db) {
      const drafts = db.createObjectStore("drafts", { keyPath: "n", autoIncrement: true });
      drafts.createIndex("room", ["userId", "roomId"]);
      drafts.createIndex("one", ["userId", "clientId"], { unique: true });
    },
    // A newer page in another tab can upgrade without waiting for this one.
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  });
}
