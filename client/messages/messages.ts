import { createStore } from "solid-js/store";

import type { Hidden, Message } from "../../src/protocol/message";
import type { User } from "../../src/protocol/user";
import { api, ask } from "../api";

export type Entry = Message | Hidden;

/** A stretch of a room's history without a hole, up to `last`; ascending by seq, each seq once. */
export interface Timeline {
  state: "loading" | "ready" | "failed";
  entries: Entry[];
  last: number;
  hasBefore: boolean;
}

export type Page = {
  messages: Entry[];
  users: User[];
  head: number;
  more: { before: boolean; after: boolean };
};

const PAGE = 50;
// For what was missed: the most that the server gives at once.
const GAP_PAGE = 200;

/** What was said in the rooms that were opened here. `learn` is told of every page and message that comes in. */
export function createMessages(learn: (entries: Entry[], users: User[]) => void) {
  const [timelines, setTimelines] = createStore<Record<string, Timeline>>({});
  // The newest seq known to exist, and the rooms that are being brought up to it.
  const heads = new Map<string, number>();
  const catchingUp = new Set<string>();

  const find = (roomId: string): Timeline | undefined => timelines[roomId];

  async function open(roomId: string): Promise<void> {
    if (find(roomId) && find(roomId)?.state !== "failed") return;
    setTimelines(roomId, { state: "loading", entries: [], last: 0, hasBefore: false });
    try {
      const page = await fetchPage(roomId, { limit: PAGE });
      const last = page.messages.at(-1)?.seq ?? page.head;
      setTimelines(roomId, { state: "ready", entries: page.messages, last, hasBefore: page.more.before });
      headMoved(roomId, page.head);
    } catch {
      setTimelines(roomId, "state", "failed");
    }
  }

  function receive(message: Message): void {
    const timeline = find(message.roomId);
    if (timeline?.state === "ready" && message.seq === timeline.last + 1) {
      learn([message], []);
      append(message.roomId, [message]);
    }
    headMoved(message.roomId, message.seq);
  }

  /** There is (at least) so much in the room. What of it is missing here is fetched. */
  function headMoved(roomId: string, head: number): void {
    heads.set(roomId, Math.max(head, heads.get(roomId) ?? 0));
    void catchUp(roomId);
  }

  async function catchUp(roomId: string): Promise<void> {
    const isBehind = () => find(roomId)?.state === "ready" && find(roomId)!.last < heads.get(roomId)!;
    if (catchingUp.has(roomId) || !isBehind()) return;
    catchingUp.add(roomId);
    try {
      while (isBehind()) {
        const page = await fetchPage(roomId, { after: find(roomId)!.last, limit: GAP_PAGE });
        if (page.messages.length === 0) break;
        append(roomId, page.messages);
      }
    } catch {
      // The next message, or the next welcome, asks again.
    } finally {
      catchingUp.delete(roomId);
    }
  }

  /** A page of what came before, not yet shown: the view says when, so that it can stay where it is. */
  function fetchOlder(roomId: string): Promise<Page> {
    return fetchPage(roomId, { before: find(roomId)?.entries[0]?.seq, limit: PAGE });
  }

  function prepend(roomId: string, { messages, more }: Page): void {
    const first = find(roomId)?.entries[0]?.seq ?? 0;
    const older = messages.filter(({ seq }) => seq < first);
    setTimelines(roomId, (now) => ({ entries: [...older, ...now.entries], hasBefore: more.before }));
  }

  function forget(roomId: string): void {
    setTimelines(roomId, { state: "failed", entries: [], last: 0, hasBefore: false });
  }

  // What came by frame while a page was on its way is in both.
  function append(roomId: string, entries: Entry[]): void {
    const fresh = entries.filter(({ seq }) => seq > (find(roomId)?.last ?? 0));
    const last = fresh.at(-1)?.seq;
    if (last !== undefined) setTimelines(roomId, (now) => ({ entries: [...now.entries, ...fresh], last }));
  }

  async function fetchPage(
    roomId: string,
    query: { before?: number; after?: number; limit: number },
  ): Promise<Page> {
    const page = await ask(() => api.rooms({ id: roomId }).messages.get({ query }));
    learn(page.messages, page.users);
    return page;
  }

  return { find, open, receive, headMoved, fetchOlder, prepend, forget };
}
