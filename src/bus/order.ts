import { log } from "../log";

/**
 * A room's messages leave this machine in seq order only. A repeat is dropped; what comes too early waits a moment for
 * what is missing, which is then read from history. Where that fails too they leave with a hole: clients see it by seq.
 */
type Room = { last: number; early: Map<number, () => void>; timer?: Timer };
/** Hands over, by `inOrder`, what was said in the room after one seq and before another. */
type Fill = (roomId: string, after: number, before: number) => Promise<void>;

const PATIENCE_MS = 50;
// Rooms that nothing was said in for long are forgotten; the next message there is the first again.
const MAX_ROOMS = 100_000;

// In the order of their last message.
const rooms = new Map<string, Room>();
let fill: Fill = async () => undefined;

export const fillFrom = (read: Fill): void => void (fill = read);

/** Calls `deliver` when all before this seq has been delivered, at once where it has; never for what is a repeat. */
export function inOrder(roomId: string, seq: number, deliver: () => void): void {
  const room: Room = rooms.get(roomId) ?? { last: seq - 1, early: new Map() };
  touch(roomId, room);
  if (seq <= room.last) return;
  // As nearly all do.
  if (seq === room.last + 1 && room.early.size === 0) {
    room.last = seq;
    return deliver();
  }
  room.early.set(seq, deliver);
  passOn(room);
  if (room.early.size > 0) room.timer ??= setTimeout(() => void mend(roomId, room), PATIENCE_MS);
}

export function forgetAll(): void {
  for (const { timer } of rooms.values()) clearTimeout(timer);
  rooms.clear();
}

function passOn(room: Room): void {
  for (let next = room.early.get(room.last + 1); next; next = room.early.get(room.last + 1)) {
    room.early.delete(++room.last);
    next();
  }
}

async function mend(roomId: string, room: Room): Promise<void> {
  while (room.early.size > 0) {
    const first = Math.min(...room.early.keys());
    try {
      await fill(roomId, room.last, first);
    } catch (error) {
      log.error({ err: error, roomId, after: room.last, before: first }, "a hole could not be filled");
    }
    // What could not be had is passed over.
    if (room.early.has(first)) room.last = first - 1;
    passOn(room);
  }
  room.timer = undefined;
}

function touch(roomId: string, room: Room): void {
  rooms.delete(roomId);
  rooms.set(roomId, room);
  const [oldest] = rooms.keys();
  if (rooms.size > MAX_ROOMS && oldest !== undefined && !rooms.get(oldest)?.timer) rooms.delete(oldest);
}
