import { history, type CursorMove, type ReadState } from "../../db/history/history";
import * as bus from "../bus/bus";
import { isHere } from "../bus/local";
import * as machines from "../bus/machines";
import { consume } from "../capacity/limits";
import { invalid } from "../errors";
import { log } from "../log";
import * as messages from "../messages/service";
import type { Steps } from "../protocol/message";
import * as rooms from "../rooms/service";
import type { ReadMany, StepsQuery } from "./model";
import { NEWEST } from "./watching";

export { repeatHeads } from "./heads";
export { readersOf } from "./readers";
export { onTyping, type } from "./typing";
export { recountAll, watchNow, watch } from "./watching";

// Reading moves my cursor forward, on all my devices at once; never back, and never above the room's head.

// Cursors that move within this time share one commit: ten people read what one of them writes.
const PACE_MS = 50;

type PendingMove = { move: CursorMove; resolve: (cursor: number) => void; reject: (error: unknown) => void };
let waiting: PendingMove[] = [];

// Rooms whose cursors are published in one turn: 2 ms.
const AT_ONCE = 100;

type OnMoved = (roomId: string, userId: string, seq: number) => void;
let onMove: OnMoved = () => undefined;
/** Calls `handle` whenever somebody has read on this machine. */
export const onMoved = (handle: OnMoved): void => void (onMove = handle);

/** Resolves when it is stored. */
export async function read(userId: string, roomId: string, seq: number): Promise<void> {
  const view = rooms.forMember(userId, roomId);
  const before = await rooms.readState(view);
  if (seq > before.head) throw invalid("seq", "above the newest message");
  await advance(userId, [{ seq, before }]);
  // They may have been removed while it was read: `room.left` was the last frame of the room then.
  rooms.forMember(userId, roomId);
}

/** The same for many rooms, all or none. Rooms that I am not in any more are left out: nothing there is unread for me. */
export async function readMany(userId: string, { rooms: places }: ReadMany): Promise<void> {
  consume("standings", userId, Math.ceil(places.length / AT_ONCE));
  const seqs = new Map<string, number>();
  for (const { roomId, seq } of places) seqs.set(roomId, Math.max(seq, seqs.get(roomId) ?? 0));
  const reads = (await rooms.readStates(userId, [...seqs.keys()])).map((before) => ({
    seq: seqs.get(before.roomId)!,
    before,
  }));
  if (reads.some(({ seq, before }) => seq > before.head)) throw invalid("rooms", "above the newest message");
  await advance(userId, reads);
}

type SeqToRead = { seq: number; before: ReadState };

async function advance(userId: string, reads: SeqToRead[]): Promise<void> {
  const due = reads.filter(({ seq, before }) => seq > before.cursor || before.isMarked);
  const moved = await Promise.all(
    due.map(async ({ seq, before: { roomId } }) => ({ roomId, seq: await store({ userId, roomId, seq }) })),
  );
  for (const { roomId, seq } of moved) {
    rooms.cursorMoved(roomId, userId, seq);
    machines.publish(roomId, { type: "read", seq, userId });
    onMove(roomId, userId, seq);
  }
  for (let from = 0; from < moved.length; from += AT_ONCE)
    await publishCursors(
      userId,
      moved.slice(from, from + AT_ONCE).map(({ roomId }) => roomId),
    );
}

// By user, the rooms where they have moved their cursor on other machines: those that were read at once come at once.
const movedElsewhere = new Map<string, Set<string>>();

/** Someone has moved their cursor on another machine. */
export function onRead(roomId: string, userId: string, seq: number): void {
  rooms.cursorMoved(roomId, userId, seq);
  if (!isHere(userId)) return;
  const there = movedElsewhere.get(userId);
  if (there) return void there.add(roomId);
  movedElsewhere.set(userId, new Set([roomId]));
  setImmediate(() => {
    const roomIds = [...(movedElsewhere.get(userId) ?? [])];
    movedElsewhere.delete(userId);
    publishCursors(userId, roomIds).catch((reason: unknown) =>
      log.warn({ err: reason, userId, roomIds }, "cursors could not be published"),
    );
  });
}

/** Between two batches: a message published before this frame is counted in it, one that is not is published after it. */
function publishCursors(userId: string, roomIds: string[]): Promise<void> {
  return machines.whenCaughtUp((isCaughtUp) =>
    messages.inTurn(async () => {
      const states = await rooms.readStates(userId, roomIds);
      // They may have been removed while it was read: `room.left` was the last frame of the room then.
      const mine = states.filter(({ roomId }) => rooms.isMember(userId, roomId));
      if (!mine.every(({ roomId, head }) => isCaughtUp(roomId, head))) return false;
      for (const { roomId, cursor, unread, isMarked } of mine)
        bus.toUser(userId, {
          type: "room.read",
          roomId,
          seq: cursor,
          unread,
          ...(isMarked && { markedUnread: true as const }),
        });
      return true;
    }),
  );
}

/** The number beside each message of a range, the newest hundred if none is given; of what I may see. */
export async function numbers(userId: string, roomId: string, { from, to }: StepsQuery): Promise<Steps> {
  const view = rooms.forMember(userId, roomId);
  if (from !== undefined && to !== undefined && from > to) throw invalid("from", "above to");
  const last = Math.min(to ?? Infinity, await history.head(roomId));
  const { floor } = rooms.viewerOf(view, userId);
  return rooms.stepsOf(view, { from: Math.max(from ?? last - NEWEST + 1, floor + 1), to: last });
}

function store(move: CursorMove): Promise<number> {
  return new Promise((resolve, reject) => {
    if (waiting.length === 0) setTimeout(() => void flush(), PACE_MS);
    waiting.push({ move, resolve, reject });
  });
}

async function flush(): Promise<void> {
  const batch = waiting;
  waiting = [];
  try {
    const cursors = await history.moveCursors(batch.map(({ move }) => move));
    batch.forEach(({ resolve }, index) => resolve(cursors[index] ?? 0));
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
