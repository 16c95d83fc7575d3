import { Refused } from "../../src/errors";
import { Newest, type Room, those, within } from "./cached/newest";
import type { Entry, History, Page, Stored } from "./history";

// Of one room, in messages: the last page or two are read when someone asks; what is said while they are held adds to
// them.
const FIRST_READ = 100;
const KEPT = 250;

/**
 * A history whose busy part is held in memory: heads, and what was said last in each room. What many ask for at once
 * is read once. Exact as long as every message of the rooms that are held is stored through this `append`.
 */
export function hold(store: History): History {
  const reading = new Map<string, Promise<unknown>>();
  // What is said while the newest are read must be there to join on to them.
  const rooms = new Newest({ kept: KEPT, mayForget: (roomId) => !reading.has(newestOf(roomId)) });

  async function append(entries: Entry[]) {
    const answers = await store.append(entries);
    for (const answer of answers)
      if (!(answer instanceof Refused) && !answer.isRepeat) rooms.take(answer.message);
    return answers;
  }

  async function page(roomId: string, asked: Page): Promise<Stored[]> {
    const room = rooms.in(roomId);
    const held = room && within(room, asked);
    if (held) {
      rooms.touch(roomId);
      return held;
    }
    // Whoever comes back has missed a little: of a room that nobody has read yet, the newest will do for most of them.
    const isRead = room && room.newest.length >= FIRST_READ;
    const newest = isRead ? room : await once(newestOf(roomId), () => readNewest(roomId));
    const question = JSON.stringify([roomId, newest.head, asked]);
    return within(newest, asked) ?? once(question, () => store.page(roomId, asked));
  }

  const readNewest = async (roomId: string): Promise<Room> =>
    rooms.join(roomId, await store.page(roomId, { limit: FIRST_READ }));

  /** What many ask at the same time is read for all of them. */
  function once<T>(question: string, read: () => Promise<T>): Promise<T> {
    const answer =
      (reading.get(question) as Promise<T> | undefined) ?? read().finally(() => reading.delete(question));
    reading.set(question, answer);
    return answer;
  }

  async function find(roomId: string, seqs: number[]): Promise<Stored[]> {
    const room = rooms.in(roomId);
    return (room && those(room, seqs)) ?? store.find(roomId, seqs);
  }

  const head = async (roomId: string): Promise<number> => rooms.in(roomId)?.head ?? store.head(roomId);

  return { ...store, append, page, find, head };
}

const newestOf = (roomId: string): string => `${roomId} newest`;
