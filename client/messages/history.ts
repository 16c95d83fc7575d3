import type { Hidden, Message } from "../../src/protocol/message";
import type { User } from "../../src/protocol/user";
import { api, ask } from "../api";

export type Entry = Message | Hidden;

export interface Page {
  messages: Entry[];
  users: User[];
  head: number;
  more: { before: boolean; after: boolean };
}

/** Which part of the history: nothing is the newest. `before` and `after` do not hold their own seq, `around` does. */
export interface Place {
  before?: number;
  after?: number;
  around?: number;
}

/** A page of what was said in the room, ascending. Throws Refused: `not-found` also for what lies before my time. */
export const fetchPage = (roomId: string, place: Place, limit: number): Promise<Page> =>
  ask(() => api.rooms({ id: roomId }).messages.get({ query: { ...place, limit } }));
