import { Refused } from "../../src/errors";
import { type CachedRoom, Newest, within, withSeqs } from "./cached/newest";
import type { MessageChange, NewMessage, History, PageQuery, Stored } from "./history";

// In messages of one room: how many are read when it is first asked for, and how many are kept as more come in.
const FIRST_READ = 100;
const KEPT = 250;

/**
 * A history with the busy part cached in memory: heads, and the newest messages of rooms. Concurrent reads of the same are
 * one read. The cache is exact as long as all messages of its rooms are stored and changed through it.
 */
export function cached(store: History): History {
  const reading = new Map<string, Promise<unknown>>();
  // By room, while its newest messages are read.
  const changedMeanwhile = new Map<string, Stored[]>();
  // A room is not evicted while its newest messages are read: those stored meanwhile are merged into them.
  const rooms = new Newest({ kept: KEPT, mayEvict: (roomId) => !reading.has(newestOf(roomId)) });

  async function append(messages: NewMessage[]) {
    const answers = await store.append(messages);
    for (const answer of answers)
      if (!(answer instanceof Refused) && !answer.isRepeat) rooms.append(answer.message);
    return answers;
  }

  async function change(changes: MessageChange[]) {
    const answers = await store.change(changes);
    for (const answer of answers)
      if (!(answer instanceof Refused) && answer.isChanged) {
        rooms.change(answer.message);
        changedMeanwhile.get(answer.message.roomId)?.push(answer.message);
      }
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

  /** What is read may be from before a change that is stored meanwhile. */
  async function readNewest(roomId: string): Promise<CachedRoom> {
    const changed: Stored[] = [];
    changedMeanwhile.set(roomId, changed);
    try {
      const room = rooms.merge(roomId, await store.page(roomId, { limit: FIRST_READ }));
      for (const message of changed) rooms.change(message);
      return room;
    } finally {
      changedMeanwhile.delete(roomId);
    }
  }

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

  return { ...store, append, change, page, find, head };
}

const newestOf = (roomId: string): string => `${roomId} newest`;
