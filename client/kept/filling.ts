import { unwrap } from "solid-js/store";

import type { Message } from "../../src/protocol/message";
import type { Room } from "../../src/protocol/room";
import type { User } from "../../src/protocol/user";
import type { Chat } from "../live/chat";
import { fetchChanges, fetchPage } from "../messages/history";
import { type KeptMessages, readMessages, writeKept } from "./database";
import { messagesOf, MOST_MESSAGES, putMessages, recentRooms, withChanges } from "./messages";

// What was not opened here is to be readable offline, too, and what was deleted in it must not stay. In ms: after a deploy all
// pages begin within this time, each asks for one room at a time, and now and then goes through them again.
const WITHIN_MS = 10_000;
const PAUSE_MS = 5000;
const AGAIN_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60 * 1000;
// Changes come in pages. Beyond so many the messages are fetched anew.
const MOST_PAGES = 5;

/** Keeps the newest messages of the most recent rooms as they are at the server, beside the rooms that are open here. */
export function createFilling(chat: Chat) {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  let todo: string[] = [];

  const start = (): void => wait(Math.random() * WITHIN_MS);

  function stop(): void {
    isStopped = true;
    clearTimeout(waiting);
  }

  function wait(ms: number): void {
    if (!isStopped) waiting = setTimeout(() => void next(), ms);
  }

  async function next(): Promise<void> {
    if (todo.length === 0) todo = recentRooms(chat).map(({ id }) => id);
    // A room that is as it was costs no request, so it has no turn of its own.
    for (const roomId of todo) {
      if (isStopped || !chat.isOpen()) break;
      todo = todo.slice(1);
      const hasAsked = await fill(roomId).catch(() => true);
      if (hasAsked) break;
    }
    wait(todo.length > 0 ? PAUSE_MS : AGAIN_MS);
  }

  /** False if nothing had to be asked for. */
  async function fill(roomId: string): Promise<boolean> {
    const room = unwrap(chat.rooms.find(roomId));
    if (!room?.me || messagesOf(chat, roomId)) return false;
    const row = await readMessages(chat.me.id, roomId);
    const known = row?.messages;
    const isCurrent = known?.last === room.head && known.rev >= room.rev;
    if (isCurrent && row && row.comparedAt > Date.now() - DAY_MS) return false;
    const now = isCurrent ? known : ((known && (await brought(known, room))) ?? (await fetched(room)));
    // It may have been opened meanwhile: then it is written from there.
    if (!isStopped && !messagesOf(chat, roomId))
      await writeKept(chat.me.id, (to) => putMessages(to, room, now));
    return !isCurrent;
  }

  return { start, stop };
}

async function fetched({ id }: Room): Promise<KeptMessages> {
  const { messages: entries, users, head, rev, more } = await fetchPage(id, {}, MOST_MESSAGES);
  return { entries, users, last: entries.at(-1)?.seq ?? head, hasBefore: more.before, rev };
}

/** What is known, up to date. Undefined if too much has happened. */
async function brought(known: KeptMessages, { id, head, rev }: Room): Promise<KeptMessages | undefined> {
  if (head - known.last > MOST_MESSAGES) return undefined;
  const changes = await changesAfter(id, known.rev, rev);
  if (!changes) return undefined;
  const page = known.last < head ? await fetchPage(id, { after: known.last }, MOST_MESSAGES) : undefined;
  const all = [...withChanges(known.entries, changes.messages), ...(page?.messages ?? [])];
  const entries = all.slice(-MOST_MESSAGES);
  return {
    entries,
    users: merged([...known.users, ...changes.users], page?.users ?? []),
    last: all.at(-1)?.seq ?? known.last,
    hasBefore: known.hasBefore || entries.length < all.length,
    rev: changes.rev,
  };
}

async function changesAfter(roomId: string, after: number, until: number) {
  const found = { messages: [] as Message[], users: [] as User[], rev: after };
  for (let pages = 0; found.rev < until; pages++) {
    if (pages === MOST_PAGES) return undefined;
    const { messages, users, rev, more } = await fetchChanges(roomId, found.rev);
    found.messages.push(...messages);
    found.users.push(...users);
    found.rev = rev;
    // The server is behind what another machine has published.
    if (!more) break;
  }
  return found;
}

const merged = (users: User[], newer: User[]): User[] => [
  ...new Map([...users, ...newer].map((user) => [user.id, user])).values(),
];
