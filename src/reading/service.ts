import { history, type CursorMove } from "../../db/history/history";
import * as bus from "../bus/bus";
import { isHere } from "../bus/local";
import * as machines from "../bus/machines";
import { invalid } from "../errors";
import { log } from "../log";
import * as messages from "../messages/service";
import type { Steps } from "../protocol/message";
import * as rooms from "../rooms/service";
import type { StepsQuery } from "./model";
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

/** Resolves when it is stored. */
export async function read(userId: string, roomId: string, seq: number): Promise<void> {
  const view = rooms.forMember(userId, roomId);
  const before = await rooms.readState(view);
  if (seq > before.head) throw invalid("seq", "above the newest message");
  if (seq <= before.cursor && !before.isMarked) return;
  const cursor = await store({ userId, roomId, seq });
  rooms.cursorMoved(roomId, userId, cursor);
  machines.publish(roomId, { type: "read", seq: cursor, userId });
  await publishCursor(userId, roomId);
}

/** Someone has moved their cursor on another machine. */
export function onRead(roomId: string, userId: string, seq: number): void {
  rooms.cursorMoved(roomId, userId, seq);
  const failed = (reason: unknown) =>
    log.warn({ err: reason, userId, roomId }, "a cursor could not be published");
  if (isHere(userId)) publishCursor(userId, roomId).catch(failed);
}

/** Between two batches: a message published before this frame is counted in it, one that is not is published after it. */
function publishCursor(userId: string, roomId: string): Promise<void> {
  return machines.whenCaughtUp((isCaughtUp) =>
    messages.inTurn(async () => {
      const { head, cursor, unread } = await rooms.readState(rooms.forMember(userId, roomId));
      // They may have been removed while it was read: `room.left` was the last frame of the room then.
      rooms.forMember(userId, roomId);
      if (!isCaughtUp(roomId, head)) return false;
      bus.toUser(userId, { type: "room.read", roomId, seq: cursor, unread });
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
