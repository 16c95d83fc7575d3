import { log } from "../log";

// Publishes a room's changes in the order of their revs. A machine that has stored a change only says up to which rev the
// room has come; every machine, also that one, reads from history what it has not published yet. So nothing is missed, and
// what comes together is published together.

type RoomRevs = { published: number; reached: number; isPublishing: boolean };
/** `pauseMs`: how long to wait before the next. */
type Published = { rev: number; pauseMs: number };
/** Publishes to subscribers here what was changed in the room after a rev. */
type Publish = (roomId: string, after: number) => Promise<Published>;

// For a store that is away for a moment. After that, the next change or comparison begins anew.
const RETRIES_MS = [100, 400, 1000];

const rooms = new Map<string, RoomRevs>();
let publish: Publish | undefined;

export const usePublisher = (publisher: Publish): void => void (publish = publisher);

/** A room that this machine begins to follow is published up to here; one that it follows already stays where it is. */
export function startAt(roomId: string, rev: number): void {
  if (!rooms.has(roomId)) rooms.set(roomId, { published: rev, reached: rev, isPublishing: false });
}

/** The room has come to this rev. Nothing happens where nobody here is in it. */
export function reach(roomId: string, rev: number): void {
  const room = rooms.get(roomId);
  if (!room || rev <= room.reached) return;
  room.reached = rev;
  if (room.isPublishing) return;
  room.isPublishing = true;
  void publishAll(roomId, room);
}

export const forget = (roomId: string): void => void rooms.delete(roomId);
export const forgetAll = (): void => rooms.clear();

async function publishAll(roomId: string, room: RoomRevs): Promise<void> {
  while (room.published < room.reached && rooms.get(roomId) === room) {
    const next = await tryToPublish(roomId, room.published);
    if (!next) room.reached = room.published;
    else room.published = next.rev;
    if (next && next.pauseMs > 0) await Bun.sleep(next.pauseMs);
  }
  room.isPublishing = false;
}

async function tryToPublish(roomId: string, after: number): Promise<Published | undefined> {
  for (const wait of [...RETRIES_MS, undefined]) {
    try {
      const next = await publish?.(roomId, after);
      if (next && next.rev > after) return next;
    } catch (error) {
      log.warn({ err: error, roomId, after }, "changes could not be read yet");
    }
    if (wait !== undefined) await Bun.sleep(wait);
  }
  return undefined;
}
