import type { Hidden, Message } from "../../src/protocol/message";
import type { User } from "../../src/protocol/user";
import { api, ask } from "../api";

export type TimelineEntry = Message | Hidden;

export interface MessagePage {
  messages: TimelineEntry[];
  users: User[];
  head: number;
  more: { before: boolean; after: boolean };
}

/** Which part of the history; empty for the newest. `before` and `after` exclude their own seq, `around` includes it. */
export interface PageQuery {
  before?: number;
  after?: number;
  around?: number;
}

/** A page of the room's history, ascending. Throws Refused: `not-found` also for messages from before I joined. */
export const fetchPage = (roomId: string, place: PageQuery, limit: number): Promise<MessagePage> =>
  ask(() => api.rooms({ id: roomId }).messages.get({ query: { ...place, limit } }));
