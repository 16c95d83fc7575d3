import { type DBSchema, type IDBPDatabase, openDB } from "idb";

import type { Room } from "../../src/protocol/room";
import type { Friend, User } from "../../src/protocol/user";
import type { HistoryEntry } from "../messages/history";

// What this browser keeps of one account, to be read without a network. Rows are JSON: so it is cheap to see whether one has
// changed, and how large all are. Every write names its user, and writes nothing if another one's account is here, or none: a
// tab that has slept through a sign-out brings nothing back.

export interface KeptAccount {
  user: User;
  /** Of the server's store: after a restore, seqs name other messages. */
  epoch: string;
  friends: Friend[];
  blocked: User[];
}

/** The newest messages of a room, without a hole. */
export interface KeptMessages {
  entries: HistoryEntry[];
  users: User[];
  last: number;
  hasBefore: boolean;
  /** They show every change up to here. */
  rev: number;
}

interface AccountRow {
  userId: string;
  text: string;
}

interface KeptRoomRow {
  id: string;
  text: string;
}

interface MessagesRow extends KeptRoomRow {
  /** When the room moved last: the first to go is the room that has been quiet longest. */
  movedAt: number;
  /** Of the text, in UTF-16 code units. */
  size: number;
  /** When they were compared with the server last. */
  comparedAt: number;
}

interface KeptSchema extends DBSchema {
  account: { key: "me"; value: AccountRow };
  rooms: { key: string; value: KeptRoomRow };
  messages: { key: string; value: MessagesRow; indexes: { moved: [number, number]; comparedAt: number } };
}

type KeptDatabase = IDBPDatabase<KeptSchema>;
type KeptChange = (write: KeptWrite) => Promise<unknown>;
export type KeptWrite = ReturnType<typeof begin>;

const ALL = ["account", "rooms", "messages"] as const;
// What was not compared for so long, in ms, may have been deleted long ago.
const OLDEST_MS = 30 * 24 * 60 * 60 * 1000;

let opened: Promise<KeptDatabase> | undefined;

/** Everything but the messages. Rejects where the browser has no database. */
export async function readAccount(): Promise<(KeptAccount & { rooms: Room[] }) | undefined> {
  const db = await database();
  const reads = db.transaction(["account", "rooms"]);
  const [account, rooms] = await Promise.all([
    reads.objectStore("account").get("me"),
    reads.objectStore("rooms").getAll(),
  ]);
  if (!account) return undefined;
  return {
    ...(JSON.parse(account.text) as KeptAccount),
    rooms: rooms.map(({ text }) => JSON.parse(text) as Room),
  };
}

/** Undefined, too, if they were not compared with the server for too long. */
export async function readMessages(userId: string, roomId: string) {
  const db = await database();
  const reads = db.transaction(["account", "messages"]);
  const [account, row] = await Promise.all([
    reads.objectStore("account").get("me"),
    reads.objectStore("messages").get(roomId),
  ]);
  if (account?.userId !== userId || !row || row.comparedAt < Date.now() - OLDEST_MS) return undefined;
  return { messages: JSON.parse(row.text) as KeptMessages, comparedAt: row.comparedAt };
}

/** From now on the account of this user is kept here, and no other. */
export async function keepAccount(userId: string, text: string): Promise<void> {
  const db = await database();
  const writes = writesOf(db);
  const known = await writes.objectStore("account").get("me");
  if (known?.userId !== userId) await Promise.all(ALL.map((name) => writes.objectStore(name).clear()));
  const old = IDBKeyRange.upperBound(Date.now() - OLDEST_MS);
  const messages = writes.objectStore("messages");
  for (const id of await messages.index("comparedAt").getAllKeys(old)) await messages.delete(id);
  await writes.objectStore("account").put({ userId, text }, "me");
  await writes.done;
}

/** Does all of it or nothing; nothing, too, if the account is no longer kept here. */
export async function writeKept(userId: string, change: KeptChange): Promise<void> {
  const db = await database();
  const writes = writesOf(db);
  const ended = writes.done;
  // If it fails, one of the awaited steps throws first.
  ended.catch(() => undefined);
  const known = await writes.objectStore("account").get("me");
  if (known?.userId === userId) await change(begin(writes));
  await ended;
}

/** Also where the database is open in other tabs. */
export async function eraseKept(): Promise<void> {
  const db = await database();
  const writes = writesOf(db);
  await Promise.all(ALL.map((name) => writes.objectStore(name).clear()));
  await writes.done;
}

const writesOf = (db: KeptDatabase) => db.transaction(ALL, "readwrite");

function begin(writes: ReturnType<typeof writesOf>) {
  return {
    account: writes.objectStore("account"),
    rooms: writes.objectStore("rooms"),
    messages: writes.objectStore("messages"),
  };
}

function database(): Promise<KeptDatabase> {
  opened ??= open().catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

async function open(): Promise<KeptDatabase> {
  return openDB<KeptSchema>("potato-kept", 1, {
    upgrade(db) {
      db.createObjectStore("account");
      db.createObjectStore("rooms", { keyPath: "id" });
      const messages = db.createObjectStore("messages", { keyPath: "id" });
      messages.createIndex("moved", ["movedAt", "size"]);
      messages.createIndex("comparedAt", "comparedAt");
    },
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
    terminated: () => void (opened = undefined),
  });
}
