import { log } from "../log";
import { holes } from "../measures";

// Delivers a room's messages in seq order only. A repeat is dropped. A message that comes too early waits a moment for
// those before it, which are then read from history. If that fails too, it is delivered after a gap, which clients see by
// seq.

type RoomOrder = { last: number; early: Map<number, () => void>; timer?: Timer };
/** Passes to `releaseInOrder` what was stored in the room after one seq and before another. */
type Fill = (roomId: string, after: number, before: number) => Promise<void>;

const PATIENCE_MS = 50;
// For a store that is away for a moment. Messages after the gap wait as long.
const RETRIES_MS = [100, 400, 1000];
// Beyond this, rooms without a message for the longest time are forgotten; the next message there counts as the first.
const MAX_ROOMS = 100_000;

// Ordered by their last message.
const rooms = new Map<string, RoomOrder>();
let backfill: Fill = async () => undefined;

export const useBackfill = (read: Fill): void => void (backfill = read);

/**
 * Calls `deliver` once all before this seq has been delivered, at once where it has; never for a repeat.
 * `isFilling`: the message was read from history because it had not been received.
 */
export function releaseInOrder(roomId: string, seq: number, deliver: () => void, isFilling = false): void {
  const room: RoomOrder = rooms.get(roomId) ?? { last: seq - 1, early: new Map() };
  touch(roomId, room);
  if (seq <= room.last) return;
  if (isFilling && !room.early.has(seq)) holes.add("filled");
  // Nearly all messages.
  if (seq === room.last + 1 && room.early.size === 0) {
    room.last = seq;
    return deliver();
  }
  room.early.set(seq, deliver);
  release(room);
  if (room.early.size > 0) room.timer ??= setTimeout(() => void closeGap(roomId, room), PATIENCE_MS);
}

/** Starts the order of a room after `head`; a room that has been started stays where it is. */
export function startAt(roomId: string, head: number): void {
  if (!rooms.has(roomId)) touch(roomId, { last: head, early: new Map() });
}

/** The room's head is known: messages that are missing and not on their way are read from history. */
export async function catchUp(roomId: string, head: number): Promise<void> {
  const room = rooms.get(roomId);
  if (!room || room.timer || room.last >= head) return;
  holes.add("noticed", head - room.last);
  try {
    await backfill(roomId, room.last, head + 1);
  } catch (error) {
    log.warn({ err: error, roomId, after: room.last, head }, "missed messages could not be read yet");
  }
}

export const deliveredUpTo = (roomId: string): number | undefined => rooms.get(roomId)?.last;

export function forget(roomId: string): void {
  clearTimeout(rooms.get(roomId)?.timer);
  rooms.delete(roomId);
}

export function forgetAll(): void {
  for (const { timer } of rooms.values()) clearTimeout(timer);
  rooms.clear();
}

function release(room: RoomOrder): void {
  for (let next = room.early.get(room.last + 1); next; next = room.early.get(room.last + 1)) {
    room.early.delete(++room.last);
    next();
  }
}

async function closeGap(roomId: string, room: RoomOrder): Promise<void> {
  while (room.early.size > 0) {
    const first = firstOf(room.early);
    holes.add("noticed", first - 1 - room.last);
    await tryBackfill(roomId, room, first);
    // What could not be read is skipped.
    if (room.early.has(first)) skipTo(room, first);
    release(room);
  }
  room.timer = undefined;
}

function skipTo(room: RoomOrder, first: number): void {
  holes.add("left", first - 1 - room.last);
  room.last = first - 1;
}

async function tryBackfill(roomId: string, room: RoomOrder, first: number): Promise<void> {
  for (const wait of [...RETRIES_MS, undefined]) {
    try {
      return await backfill(roomId, room.last, first);
    } catch (error) {
      log.error({ err: error, roomId, after: room.last, before: first }, "a gap could not be filled");
      if (wait !== undefined) await Bun.sleep(wait);
    }
    // It has been received meanwhile.
    if (!room.early.has(first)) return;
  }
}

function firstOf(early: Map<number, unknown>): number {
  let first = Infinity;
  for (const seq of early.keys()) first = Math.min(first, seq);
  return first;
}

function touch(roomId: string, room: RoomOrder): void {
  rooms.delete(roomId);
  rooms.set(roomId, room);
  const [oldest] = rooms.keys();
  if (rooms.size > MAX_ROOMS && oldest !== undefined && !rooms.get(oldest)?.timer) rooms.delete(oldest);
}
