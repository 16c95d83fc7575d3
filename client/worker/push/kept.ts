import { type DBSchema, type IDBPDatabase, openDB } from "idb";

import { NO_MARKS, type RoomMarks } from "./marks";
import type { NoticeSettings } from "./notice";

// What the worker must know while no page is open. Where the browser stores nothing it does without: then a push that comes
// twice is shown twice, in the browser's language.

interface NoticeSchema extends DBSchema {
  settings: { key: "settings"; value: NoticeSettings };
  rooms: { key: string; value: RoomMarks & { at: number } };
}

// Longer than a push waits at its service.
const FORGOTTEN_MS = 3 * 24 * 3_600_000;

let opening: Promise<IDBPDatabase<NoticeSchema>> | undefined;

export async function keptSettings(): Promise<NoticeSettings> {
  const kept = await attempt(async (db) => db.get("settings", "settings"));
  return kept ?? { userId: "", locale: /^ko\b/.test(navigator.language) ? "ko" : "en", sounds: "unset" };
}

export async function keepSettings(settings: NoticeSettings): Promise<void> {
  await attempt(async (db) => db.put("settings", settings, "settings"));
}

export async function marksOf(roomId: string): Promise<RoomMarks> {
  return (await attempt(async (db) => db.get("rooms", roomId))) ?? NO_MARKS;
}

export async function keepMarks(roomId: string, { shown, read }: RoomMarks): Promise<void> {
  await attempt(async (db) => db.put("rooms", { shown, read, at: Date.now() }, roomId));
}

/** All at once: a page knows of hundreds of rooms. */
export async function keepRead(rooms: [roomId: string, seq: number][]): Promise<void> {
  await attempt(async (db) => {
    const { store, done } = db.transaction("rooms", "readwrite");
    for (const [roomId, seq] of rooms) {
      const marks = (await store.get(roomId)) ?? NO_MARKS;
      if (seq > marks.read) await store.put({ shown: marks.shown, read: seq, at: Date.now() }, roomId);
    }
    await done;
  });
}

/** Of rooms in which nothing has come for long. */
export async function sweepMarks(before = Date.now() - FORGOTTEN_MS): Promise<void> {
  await attempt(async (db) => {
    const rooms = db.transaction("rooms", "readwrite").store;
    for await (const room of rooms) if (room.value.at < before) await room.delete();
  });
}

async function attempt<Result>(
  use: (db: IDBPDatabase<NoticeSchema>) => Promise<Result>,
): Promise<Result | undefined> {
  try {
    opening ??= openDB<NoticeSchema>("potato-push", 1, {
      upgrade(db) {
        db.createObjectStore("settings");
        db.createObjectStore("rooms");
      },
      terminated: () => (opening = undefined),
    });
    return await use(await opening);
  } catch (error) {
    opening = undefined;
    console.warn(error);
    return undefined;
  }
}
