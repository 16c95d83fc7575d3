import { Refused } from "../../src/errors";
import { type CachedRoom, Newest, within, withSeqs } from "./cached/newest";
import type { NewMessage, History, PageQuery, Stored } from "./history";

// In messages of one room: how many are read when it is first asked for, and how many are kept as more come in.
const FIRST_READ = 100;
const KEPT = 250;

/**
 * A history with the busy part cached in memory: heads, and the newest messages of rooms. Concurrent reads of the same are
 * one read. The cache is exact as long as every message of its rooms is stored through this `append`.
 */
export function cached(store: History): History {
  const reading = new Map<string, Promise<unknown>>();
  // A room is not evicted while its newest messages are read: those stored meanwhile are merged into them.
  const rooms = new Newest({ kept: KEPT, mayEvict: (roomId) => !reading.has(newestOf(roomId)) });

  async function append(messages: NewMessage[]) {
    const answers = await store.append(messages);
    for (const answer of answers)
      if (!(answer instanceof Refused) && !answer.isRepeat) rooms.append(answer.message);
    return answers;
  }

  async function page(roomId: string, asked: PageQuery): Promise<Stored[]> {
    const room = rooms.in(roomId);
    const hit = room && within(room, asked);
    if (hit) {
      rooms.touch(roomId);
      return hit;
    }
    // Most clients that come back have missed little: the newest messages of the room are enough for them.
    const isRead = room && room.newest.length >= FIRST_READ;
    const newest = isRead ? room : await once(newestOf(roomId), () => readNewest(roomId));
    const question = JSON.stringify([roomId, newest.head, asked]);
    return within(newest, asked) ?? once(question, () => store.page(roomId, asked));
  }

  const readNewest = async (roomId: string): Promise<CachedRoom> =>
    rooms.merge(roomId, await store.page(roomId, { limit: FIRST_READ }));

  /** Joins a read of the same that is under way. */
  function once<T>(question: string, read: () => Promise<T>): Promise<T> {
    const answer =
      (reading.get(question) as Promise<T> | undefined) ?? read().finally(() => reading.delete(question));
    reading.set(question, answer);
    return answer;
  }

  async function find(roomId: string, seqs: number[]): Promise<Stored[]> {
    const room = rooms.in(roomId);
    return (room && withSeqs(room, seqs)) ?? store.find(roomId, seqs);
  }

  const head = async (roomId: string): Promise<number> => rooms.in(roomId)?.head ?? store.head(roomId);

  return { ...store, append, page, find, head };
}

const newestOf = (roomId: string): string => `${roomId} newest`;
