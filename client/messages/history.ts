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

/** Which part of the history: nothing is the newest. `before` and `after` do not hold their own seq, `around` does. */
export interface PageQuery {
  before?: number;
  after?: number;
  around?: number;
}

/** A page of what was said in the room, ascending. Throws Refused: `not-found` also for what lies before my time. */
export const fetchPage = (roomId: string, place: PageQuery, limit: number): Promise<MessagePage> =>
  ask(() => api.rooms({ id: roomId }).messages.get({ query: { ...place, limit } }));
