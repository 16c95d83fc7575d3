import type { HistoryEntry } from "../../src/protocol/room";
import type { User } from "../../src/protocol/user";
import { api, ask } from "../api";

export type { HistoryEntry };

export interface MessagePage {
  messages: HistoryEntry[];
  users: User[];
  head: number;
  more: { before: boolean; after: boolean };
}

/** Which part of the history; empty for the newest. `before` and `after` exclude their own seq, `around` includes it. */
export interface PageAnchor {
  before?: number;
  after?: number;
  around?: number;
}

/** A page of the room's history, ascending. Throws RequestError: `not-found` also for messages from before I joined. */
export const fetchPage = (roomId: string, anchor: PageAnchor, limit: number): Promise<MessagePage> =>
  ask(() => api.rooms({ id: roomId }).messages.get({ query: { ...anchor, limit } }));
