import type { User } from "../../../src/protocol/user";
import { api, ask } from "../../api";

export type ListName = "read" | "unread";

/**
 * Who has read a message, and who has not, as far as they are fetched; people who hide their reading are counted only. `next`
 * is null for a list that is complete.
 */
export interface MessageReaders extends Record<ListName, User[]> {
  readCount: number;
  unreadCount: number;
  next: Record<ListName, string | null>;
}

interface Place {
  roomId: string;
  seq: number;
}

/** The beginning of both lists, and of each as many again as were there `before`. */
export async function fetchReaders(of: Place, before?: MessageReaders): Promise<MessageReaders> {
  let found = await fetchPage(of);
  for (const list of ["unread", "read"] as const) {
    const atLeast = before?.[list].length ?? 0;
    while (found.next[list] !== null && found[list].length < atLeast)
      found = await fetchMore(of, found, list);
  }
  return found;
}

/** One page more of that list. */
export async function fetchMore(of: Place, before: MessageReaders, list: ListName): Promise<MessageReaders> {
  const page = await fetchPage(of, before.next[list] ?? undefined);
  return {
    ...before,
    readCount: page.readCount,
    unreadCount: page.unreadCount,
    [list]: [...before[list], ...page[list]],
    next: { ...before.next, [list]: page.next[list] },
  };
}

const fetchPage = ({ roomId, seq }: Place, cursor?: string): Promise<MessageReaders> =>
  ask(() => api.rooms({ id: roomId }).messages({ seq }).readers.get({ query: { cursor } }));
