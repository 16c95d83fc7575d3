import { untrack } from "solid-js";
import { unwrap } from "solid-js/store";

import type { Message } from "../../src/protocol/message";
import type { Room } from "../../src/protocol/room";
import type { Chat } from "../live/chat";
import type { HistoryEntry } from "../messages/history";
import { briefOf } from "../messages/menu/excerpt";
import type { KeptMessages, KeptWrite } from "./database";

// Per room, and of how many rooms.
export const MOST_MESSAGES = 200;
const MOST_ROOMS = 50;

/** Those that moved last. */
export const recentRooms = (chat: Chat): Room[] =>
  [...untrack(chat.rooms.sorted)].sort((one, other) => movedAt(other) - movedAt(one)).slice(0, MOST_ROOMS);

const movedAt = ({ lastMessage, createdAt }: Room): number => lastMessage?.at ?? createdAt;

/** What is in memory of a room, if it is whole up to the newest message. */
export function messagesOf(chat: Chat, roomId: string): KeptMessages | undefined {
  const now = untrack(() => chat.messages.find(roomId));
  const rev = chat.messages.changes.shownIn(roomId);
  if (now?.state !== "ready" || !now.isLive || rev === undefined) return undefined;
  const entries = untrack(() => now.entries.slice(-MOST_MESSAGES).map((entry) => ({ ...entry })));
  const users = [...new Set(entries.flatMap(peopleIn))].flatMap((id) => unwrap(chat.users.peek(id)) ?? []);
  const hasBefore = now.hasBefore || entries.length < now.entries.length;
  return { entries, users, last: now.last, hasBefore, rev };
}

export async function putMessages(to: KeptWrite, room: Room, messages: KeptMessages): Promise<void> {
  const text = JSON.stringify(messages);
  const row = { id: room.id, text, size: text.length, movedAt: movedAt(room), comparedAt: Date.now() };
  await to.messages.put(row);
}

/** As they are with these changes, and with the quotes of what has changed. */
export function withChanges(entries: HistoryEntry[], changed: Message[]): HistoryEntry[] {
  const bySeq = new Map(changed.map((message) => [message.seq, message]));
  return entries.map((entry) => requoted(bySeq.get(entry.seq) ?? entry, bySeq));
}

function requoted(entry: HistoryEntry, bySeq: Map<number, Message>): HistoryEntry {
  if (entry.kind === "hidden" || !entry.replyTo || entry.replyTo.hidden) return entry;
  const quoted = bySeq.get(entry.replyTo.seq);
  if (!quoted) return entry;
  const quote = quoted.deletedAt === null ? briefOf(quoted) : { excerpt: "", deleted: true };
  return { ...entry, replyTo: { ...entry.replyTo, ...quote } };
}

const peopleIn = (entry: HistoryEntry): string[] =>
  entry.kind === "hidden"
    ? []
    : [
        entry.authorId,
        ...entry.mentions,
        ...(entry.replyTo?.authorId ? [entry.replyTo.authorId] : []),
        ...(entry.event?.userIds ?? []),
      ];
