import type { DBSchema, IDBPDatabase } from "idb";

import { changed, type OutboxDraft } from "./draft";

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

type StoredDraft = OutboxSchema["drafts"]["value"];

/** A draft as it is here, and what of that the database does not have yet. */
interface AheadDraft {
  draft: OutboxDraft;
  part: Partial<OutboxDraft>;
}

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
  const ahead = new Map<string, AheadDraft | undefined>();
  const writing = new Map<string, { roomId: string | undefined; end: Promise<void> }>();
  // By room: the draft that was added last.
  const adding = new Map<string, Promise<void>>();
  // The database failed to store some change of these, so memory is where they are kept.
  const unkept = new Set<string>();

  /** Of one room or of all; each room's in the order in which they were typed. */
  async function list(roomId?: string): Promise<OutboxDraft[]> {
    const kept = await read(roomId).catch(() => []);
    const known = new Set(kept.map(({ clientId }) => clientId));
    const now = kept
      .filter(({ clientId }) => !ahead.has(clientId) || ahead.get(clientId))
      .map((draft) => changed(draft, ahead.get(draft.clientId)?.part ?? {}));
    const more = [...ahead.values()].flatMap((one) =>
      one && !known.has(one.draft.clientId) ? one.draft : [],
    );
    // Those that could not be stored are among them where they were typed.
    return [...now, ...more].filter(isIn(roomId)).sort((one, other) => one.at - other.at);
  }

  async function read(roomId?: string): Promise<OutboxDraft[]> {
    const range =
      roomId === undefined ? IDBKeyRange.bound([userId], [userId, []]) : IDBKeyRange.only([userId, roomId]);
    return (await opened()).getAllFromIndex("drafts", "room", range);
  }

  /**
   * Once its files are `kept`; if they cannot be, the draft is kept in memory, as they are. What was typed after it in its room
   * is stored after it, so that no other tab sends that first.
   */
  function add(draft: OutboxDraft, kept?: Promise<boolean>): Promise<void> {
    const before = adding.get(draft.roomId);
    const added = write(draft.clientId, { draft, part: draft }, async (db) => {
      await before;
      if (kept && !(await kept)) throw new Error("Its files are not kept.");
      await db.add("drafts", { ...draft, userId });
    });
    adding.set(draft.roomId, added);
    return added;
  }

  /** Does not bring back what another tab has removed in the meantime. */
  function change(draft: OutboxDraft, part: Partial<OutboxDraft>): Promise<void> {
    const { clientId } = draft;
    const unwritten = { ...ahead.get(clientId)?.part, ...part };
    const next = (stored: StoredDraft) => ({ ...stored, ...changed(stored, part) });
    return write(clientId, { draft, part: unwritten }, (db) => replace(db, clientId, next));
  }

  const remove = (clientId: string): Promise<void> =>
    write(clientId, undefined, (db) => replace(db, clientId, () => undefined));

  function write(clientId: string, now: AheadDraft | undefined, put: Put): Promise<void> {
    ahead.set(clientId, now);
    // Its files may still be being kept: it must not be added after it was removed.
    const before = writing.get(clientId);
    const inTurn = async (): Promise<void> => {
      const db = await opened();
      await before?.end;
      await put(db);
    };
    const end: Promise<void> = inTurn().then(
      () => settle(true),
      () => settle(false),
    );
    writing.set(clientId, { roomId: now?.draft.roomId ?? before?.roomId, end });
    return end;

    function settle(isKept: boolean): void {
      if (!isKept) unkept.add(clientId);
      if (writing.get(clientId)?.end !== end) return;
      writing.delete(clientId);
      if (!unkept.has(clientId)) ahead.delete(clientId);
    }
  }

  async function replace(
    db: Database,
    clientId: string,
    next: (stored: StoredDraft) => StoredDraft | undefined,
  ): Promise<void> {
    const writes = db.transaction("drafts", "readwrite");
    const ended = writes.done;
    // If it fails, one of the awaited steps throws first.
    ended.catch(() => undefined);
    const stored = await writes.store.index("one").get([userId, clientId]);
    const value = stored && next(stored);
    if (value) await writes.store.put(value);
    else if (stored?.n !== undefined) await writes.store.delete(stored.n);
    await ended;
  }

  /** Every write so far in this room is done, or has failed: one with large files does not hold up the others. */
  async function written(roomId: string): Promise<void> {
    const all = [...writing.values()].filter((one) => one.roomId === undefined || one.roomId === roomId);
    await Promise.all(all.map((one) => one.end));
  }

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
