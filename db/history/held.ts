import { Refused } from "../../src/errors";
import type { Entry, History, Page, Stored } from "./history";

// Of one room, in messages: the last page or two are read when someone asks; what is said while they are held adds to
// them, and at twice this the older half goes.
const FIRST_READ = 100;
const KEPT = 250;
// Of all rooms together; a message takes its text, at two bytes a letter, its ids, and about so much beside it.
const MAX_BYTES = 24 * 1024 * 1024;
const BESIDE_TEXT = 400;
const AN_ID = 64;

/** The newest messages of a room without a hole, up to its head; from seq 1 on they are all of it. */
type Room = { head: number; newest: Stored[] };

/**
 * A history whose busy part is held in memory: heads, and what was said last in each room. What many ask for at once
 * is read once. Exact as long as every message of the rooms that are held is stored through this `append`.
 */
export function hold(store: History): History {
  // In the order of their last use.
  const rooms = new Map<string, Room>();
  const reading = new Map<string, Promise<unknown>>();
  let bytes = 0;

  async function append(entries: Entry[]) {
    const answers = await store.append(entries);
    for (const answer of answers) if (!(answer instanceof Refused) && !answer.isRepeat) take(answer.message);
    return answers;
  }

  function take(message: Stored): void {
    const { roomId, seq } = message;
    const room = rooms.get(roomId);
    if (room && seq <= room.head) return;
    if (room?.head !== seq - 1) return void put(roomId, [message]);
    room.head = seq;
    room.newest.push(message);
    bytes += weightOf([message]);
    if (room.newest.length > 2 * KEPT) bytes -= weightOf(room.newest.splice(0, KEPT));
    touch(roomId, room);
  }

  function put(roomId: string, newest: Stored[]): Room {
    forget(roomId);
    const room = { head: newest.at(-1)?.seq ?? 0, newest };
    bytes += weightOf(newest);
    touch(roomId, room);
    return room;
  }

  function touch(roomId: string, room: Room): void {
    rooms.delete(roomId);
    rooms.set(roomId, room);
    if (bytes <= MAX_BYTES) return;
    for (const oldest of rooms.keys()) {
      if (bytes <= MAX_BYTES || oldest === roomId) return;
      // What is said while the newest are read must be there to join on to them.
      if (!reading.has(newestOf(oldest))) forget(oldest);
    }
  }

  function forget(roomId: string): void {
    bytes -= weightOf(rooms.get(roomId)?.newest ?? []);
    rooms.delete(roomId);
  }

  async function page(roomId: string, asked: Page): Promise<Stored[]> {
    const room = rooms.get(roomId);
    const held = room && within(room, asked);
    if (held) {
      touch(roomId, room);
      return held;
    }
    // Whoever comes back has missed a little: of a room that nobody has read yet, the newest will do for most of them.
    const isRead = room && room.newest.length >= FIRST_READ;
    const newest = isRead ? room : await once(newestOf(roomId), () => readNewest(roomId));
    const question = JSON.stringify([roomId, newest.head, asked]);
    return within(newest, asked) ?? once(question, () => store.page(roomId, asked));
  }

  async function readNewest(roomId: string): Promise<Room> {
    const read = await store.page(roomId, { limit: FIRST_READ });
    const last = read.at(-1)?.seq ?? 0;
    const room = rooms.get(roomId);
    // What was said while this was read joins on to it; or was so much that it is enough.
    if (room && firstOf(room) > last + 1) return room;
    return put(roomId, [...read, ...(room?.newest.filter(({ seq }) => seq > last) ?? [])]);
  }

  /** What many ask at the same time is read for all of them. */
  function once<T>(question: string, read: () => Promise<T>): Promise<T> {
    const answer =
      (reading.get(question) as Promise<T> | undefined) ?? read().finally(() => reading.delete(question));
    reading.set(question, answer);
    return answer;
  }

  async function find(roomId: string, seqs: number[]): Promise<Stored[]> {
    const room = rooms.get(roomId);
    const isHeld = room && seqs.every((seq) => seq >= firstOf(room));
    if (!isHeld) return store.find(roomId, seqs);
    const ascending = [...new Set(seqs)].sort((a, b) => a - b);
    return ascending.flatMap((seq) => room.newest[seq - firstOf(room)] ?? []);
  }

  const head = async (roomId: string): Promise<number> => rooms.get(roomId)?.head ?? store.head(roomId);

  return { ...store, append, page, find, head };
}

const weightOf = (messages: Stored[]): number =>
  messages.reduce(
    (sum, { text, mentions, event }) =>
      sum + BESIDE_TEXT + 2 * text.length + AN_ID * (mentions.length + (event?.userIds.length ?? 0)),
    0,
  );

const newestOf = (roomId: string): string => `${roomId} newest`;

const firstOf = ({ head, newest }: Room): number => head - newest.length + 1;

/** The page, where all of it is among the newest. */
function within(room: Room, { before, after, limit }: Page): Stored[] | undefined {
  const first = firstOf(room);
  const at = (seq: number) => Math.max(0, Math.min(room.newest.length, seq - first));
  if (after !== undefined)
    return after >= first - 1 ? room.newest.slice(at(after + 1), at(after + 1) + limit) : undefined;
  const end = at(before ?? Infinity);
  return end >= limit || first === 1 ? room.newest.slice(Math.max(0, end - limit), end) : undefined;
}
