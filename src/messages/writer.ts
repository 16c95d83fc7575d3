import { type Entry, history, type Stored } from "../../db/history/history";
import * as bus from "../bus/bus";
import { notFound, Refused } from "../errors";
import { log } from "../log";
import type { Message } from "../protocol/message";
import * as rooms from "../rooms/service";

/**
 * Store, then ack, then publish, once. One message after the other: what is heard of a room is heard in seq order,
 * and nobody hears what is not on disk.
 */
type Ack = (message: Message) => void;
type Written = { message: Message; isRepeat: boolean };

let queue: Promise<unknown> = Promise.resolve();

/** Resolves when the message is durable and on its way. `quote` is the message it answers; `ack` is called in between. */
export function append(entry: Entry, quote?: Stored, ack?: Ack): Promise<Written> {
  return inTurn(() => write(entry, quote, ack));
}

/** Does `work` between two messages: what it finds and tells is of one moment, as far as messages go. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = queue.then(work);
  queue = done.catch(() => undefined);
  return done;
}

/** Resolves when all that was given to `append` until now has been written. */
export const flushed = async (): Promise<void> => void (await queue);

/** The message that its author has stored under this clientId, as it stands now; null if there is none. */
export async function repeated(
  room: rooms.Known,
  authorId: string,
  clientId: string,
): Promise<Written | null> {
  const stored = await history.said(room.room.id, authorId, clientId);
  return stored && again(room, stored);
}

async function again(room: rooms.Known, stored: Stored): Promise<Written> {
  const [message] = await rooms.present(room, stored.authorId, [stored]);
  return { message: message as Message, isRepeat: true };
}

async function write(entry: Entry, quote?: Stored, ack?: Ack): Promise<Written> {
  const room = rooms.known(entry.roomId);
  // Whoever has left while this waited for its turn is a stranger now.
  if (!room || (entry.kind === "text" && !room.members.has(entry.authorId))) throw notFound();
  const { message: stored, isRepeat } = await store(entry);
  if (isRepeat) {
    const repeat = await again(room, stored);
    ack?.(repeat.message);
    return repeat;
  }
  // Nobody has read it yet but its author; a system message not even them.
  const unread = room.members.size - (entry.kind === "system" ? 0 : 1);
  const message = rooms.toMessage(stored, quote, unread);
  ack?.(message);
  await publish(stored, message, quote);
  if (entry.kind === "text") rooms.sent(entry.roomId, entry.authorId, stored.seq);
  return { message, isRepeat };
}

async function store(entry: Entry) {
  try {
    return await history.append(entry);
  } catch (error) {
    log.error({ err: error, roomId: entry.roomId }, "a message could not be stored");
    throw new Refused("overloaded", { detail: "Messages cannot be stored now.", retryAfterMs: 2000 });
  }
}

async function publish(stored: Stored, message: Message, quote?: Stored): Promise<void> {
  const { roomId, hiddenFrom } = stored;
  await rooms.received(stored);
  const quoteHiddenFrom = quote?.hiddenFrom ?? null;
  if (hiddenFrom === null && quoteHiddenFrom === null)
    return bus.toRoom(roomId, { type: "message.new", message });
  // The one exception to "one text for all": a 1:1 with a block. Each of the two hears their own.
  for (const userId of rooms.known(roomId)?.members.keys() ?? []) {
    if (userId === hiddenFrom) continue;
    const own = userId === quoteHiddenFrom ? { ...message, replyTo: null } : message;
    bus.toUser(userId, { type: "message.new", message: own });
  }
}
