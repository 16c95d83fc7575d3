import { createEffect, on, onCleanup, untrack } from "solid-js";
import { unwrap } from "solid-js/store";

import type { Chat } from "../live/chat";
import { announce } from "../ui/Announcer";
import { keepAccount, type KeptAccount, type KeptWrite, writeKept } from "./database";
import { createFilling } from "./filling";
import { messagesOf, putMessages, recentRooms } from "./messages";
import { keeping } from "./words";

// How long things may change, in ms, before they are written.
const WAIT_MS = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
// All messages, in UTF-16 code units of JSON: 50 MB at two bytes each.
const MOST_TEXT = 25_000_000;
// Of the list. Beyond it they come from the server only.
const MOST_LISTED = 500;

let isSaid = false;

/** Keeps what the stores hold, once it was compared with the server: in idle time, and only what has changed. */
export function keepChat(chat: Chat): void {
  const userId = chat.me.id;
  // By row: what was written last.
  const written = new Map<string, string>();
  let isKept = false;
  let isOver = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();
  const filling = createFilling(chat);

  createEffect(on([chat.rooms.sorted, () => chat.friends.known.state], schedule));
  const unsubscribe = chat.onFrame(schedule);
  document.addEventListener("visibilitychange", hurry);
  onCleanup(() => {
    isOver = true;
    unsubscribe();
    clearTimeout(waiting);
    filling.stop();
    document.removeEventListener("visibilitychange", hurry);
  });

  function schedule(): void {
    waiting ??= setTimeout(() => whenIdle(flush), WAIT_MS);
  }

  // It may be the last chance.
  function hurry(): void {
    if (document.visibilityState === "hidden") flush();
  }

  function flush(): void {
    clearTimeout(waiting);
    waiting = undefined;
    if (isOver || !chat.isOpen() || !chat.rooms.isCurrent() || chat.friends.known.state !== "ready") return;
    writing = writing.then(write).catch(giveUp);
  }

  async function write(): Promise<void> {
    if (isOver) return;
    if (!isKept) {
      await keepAccount(userId, textOfAccount());
      isKept = true;
      filling.start();
    }
    await writeKept(userId, writeChanges);
  }

  async function writeChanges(to: KeptWrite): Promise<void> {
    const rooms = untrack(chat.rooms.sorted).slice(0, MOST_LISTED);
    const account = textOfAccount();
    if (isNew("account", account)) await to.account.put({ userId, text: account }, "me");
    for (const room of rooms) {
      const text = JSON.stringify(unwrap(room));
      if (isNew(`room ${room.id}`, text)) await to.rooms.put({ id: room.id, text });
    }
    const recent = recentRooms(chat);
    for (const room of recent) {
      const messages = messagesOf(chat, room.id);
      // A change has a rev. Once a day it is written again, as compared.
      const { last, rev, entries } = messages ?? {};
      const state = `${last} ${rev} ${entries?.[0]?.seq} ${Math.floor(Date.now() / DAY_MS)}`;
      if (messages && isNew(`messages ${room.id}`, state)) await putMessages(to, room, messages);
    }
    const ids = rooms.map(({ id }) => id).join();
    if (isNew("rooms", ids))
      await dropOthers(
        to,
        rooms.map(({ id }) => id),
      );
    if (isNew("recent", recent.map(({ id }) => id).join()))
      await dropOldest(
        to,
        recent.map(({ id }) => id),
      );
  }

  const isNew = (row: string, text: string): boolean => {
    const isSame = written.get(row) === text;
    written.set(row, text);
    return !isSame;
  };

  function textOfAccount(): string {
    const { list, blocked } = unwrap(chat.friends.known);
    // Whether they are online is nothing to keep.
    const friends = list.map(({ user, favourite, alias, since }) => ({ user, favourite, alias, since }));
    const account: KeptAccount = { user: chat.myself(), epoch: chat.epoch(), friends, blocked };
    return JSON.stringify(account);
  }

  // There is no database here, or no space even after the oldest rooms have gone.
  async function giveUp(error: unknown): Promise<void> {
    written.clear();
    if (isOver) return;
    if (error instanceof DOMException && error.name === "QuotaExceededError") {
      if (await isDone(writeKept(userId, dropOldestHalf))) return;
    }
    isOver = true;
    filling.stop();
    console.warn(error);
    if (!isSaid) announce(keeping().blocked);
    isSaid = true;
  }
}

async function isDone(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch {
    return false;
  }
}

/** Rooms that are not mine any more. */
async function dropOthers(from: KeptWrite, mine: string[]): Promise<void> {
  const ids = new Set(mine);
  for (const id of await from.rooms.getAllKeys()) if (!ids.has(id)) await from.rooms.delete(id);
}

/** Messages of other rooms, and what is too much. */
async function dropOldest(from: KeptWrite, recent: string[]): Promise<void> {
  const ids = new Set(recent);
  let size = 0;
  let cursor = await from.messages.index("moved").openCursor(null, "prev");
  while (cursor) {
    size += cursor.key[1];
    if (!ids.has(cursor.primaryKey) || size > MOST_TEXT) await cursor.delete();
    cursor = await cursor.continue();
  }
}

async function dropOldestHalf(from: KeptWrite): Promise<void> {
  const oldest = await from.messages.index("moved").getAllKeys();
  for (const id of oldest.slice(0, Math.ceil(oldest.length / 2))) await from.messages.delete(id);
}

// Safari has no such callback.
const whenIdle = (work: () => void): void =>
  "requestIdleCallback" in window ? void requestIdleCallback(work) : void setTimeout(work, 0);
