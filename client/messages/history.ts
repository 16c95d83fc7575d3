import type { Message } from "../../src/protocol/message";
import type { HistoryEntry } from "../../src/protocol/room";
import type { User } from "../../src/protocol/user";
import { api, ask } from "../api";

export type { HistoryEntry };

export interface MessagePage {
  messages: HistoryEntry[];
  users: User[];
  head: number;
  /** The messages show every change up to here. */
  rev: number;
  more: { before: boolean; after: boolean };
}

/** `rev`: whoever had all up to the rev that was asked for has all up to here with these messages. */
export interface ChangesPage {
  messages: Message[];
  users: User[];
  rev: number;
  more: boolean;
}

/**
 * Which part of the history; empty for the newest. `before` and `after` exclude their own seq, `around` includes it; `at` is a
 * time in ms, and the page begins with the first message from then on.
 */
export interface PageAnchor {
  before?: number;
  after?: number;
  around?: number;
  at?: number;
}

/** A page of the room's history, ascending. Throws RequestError: `not-found` also for messages from before I joined. */
export const fetchPage = (roomId: string, anchor: PageAnchor, limit: number): Promise<MessagePage> =>
  ask(() => api.rooms({ id: roomId }).messages.get({ query: { ...anchor, limit } }));

/** What was changed in the room after a rev, 200 messages at most. */
export const fetchChanges = (roomId: string, after: number): Promise<ChangesPage> =>
  ask(() => api.rooms({ id: roomId }).changes.get({ query: { after } }));
