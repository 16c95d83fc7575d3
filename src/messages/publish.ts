import type { Stored } from "../../db/history/history";
import * as bus from "../bus/bus";
import { deliveries } from "../measures";
import type { Message } from "../protocol/message";
import * as rooms from "../rooms/service";

// Publishes a stored message to its room: on the machine that stored it, on each machine that receives it, and on each
// that finds it in history because it did not. All three use this, so that all do the same.

/** One encoded frame for everyone in the room; in a 1:1 whose two members may not see the same, one for each who may. */
export type Payload = string | Map<string, string>;

export function payloadOf(known: rooms.RoomWithMembers, item: rooms.Item): Payload {
  const shown = rooms.shownToAll(known, item);
  if (!(shown instanceof Map)) return encoded(shown);
  return new Map([...shown].map(([userId, message]) => [userId, encoded(message)]));
}

const encoded = (message: Message): string => JSON.stringify({ type: "message.new", message });

/**
 * Publishes it in seq order on this machine: synchronously, except in a 1:1 that must first come back onto someone's list.
 * `since` is when it was known to be stored, for the metric.
 */
export function publishInOrder(
  stored: Stored,
  payload: Payload,
  { isFilling = false, since = performance.now() } = {},
): Promise<void> | undefined {
  const deliver = () =>
    bus.releaseInOrder({ roomId: stored.roomId, seq: stored.seq, isFilling }, () => {
      publish(stored, payload);
      bus.afterDelivery(stored.roomId, () => deliveries.since(since));
    });
  const underWay = rooms.bringBackDirect(stored);
  if (underWay) return underWay.then(deliver);
  deliver();
  return undefined;
}

function publish({ roomId, authorId, seq, kind }: Stored, payload: Payload): void {
  const known = rooms.find(roomId);
  const audience = known && rooms.audienceOf(known, seq);
  if (typeof payload === "string" && !audience) bus.encodedToRoom(roomId, payload);
  else if (known) bus.encodedToSome(roomId, textsFor(audience ?? [...known.members.keys()], payload));
  if (kind === "text") rooms.publishAuthorCursor(roomId, authorId, seq);
  else rooms.countsChanged(roomId);
}

function textsFor(userIds: string[], payload: Payload): Map<string, string> {
  const texts = new Map<string, string>();
  for (const userId of userIds) {
    const text = typeof payload === "string" ? payload : payload.get(userId);
    if (text !== undefined) texts.set(userId, text);
  }
  return texts;
}
