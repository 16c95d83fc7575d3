import type { Stored } from "../../db/history/history";
import * as bus from "../bus/bus";
import { deliveries } from "../measures";
import type { Message } from "../protocol/message";
import * as rooms from "../rooms/service";

// A message that is stored is heard: on the machine that stored it, on each that is told of it, and on each that finds it
// in history because it was not. All three come through here, so that all do the same.

/** One text for everyone in the room; or, in a 1:1 whose two may not see the same, to each who may hear it their own. */
export type Telling = string | Map<string, string>;

export function tellingOf(known: rooms.Known, item: rooms.Item): Telling {
  const shown = rooms.shownToAll(known, item);
  if (!(shown instanceof Map)) return encoded(shown);
  return new Map([...shown].map(([userId, message]) => [userId, encoded(message)]));
}

const encoded = (message: Message): string => JSON.stringify({ type: "message.new", message });

/**
 * Lets everyone here hear it who may, in its place: at once, but in a 1:1 that someone must first learn of. `since` is when
 * it was known to be stored.
 */
export function hear(
  stored: Stored,
  telling: Telling,
  { isFilling = false, since = performance.now() } = {},
): Promise<void> | undefined {
  const inItsPlace = () =>
    bus.inOrder({ roomId: stored.roomId, seq: stored.seq, isFilling }, () => {
      tell(stored, telling);
      bus.onceHeard(stored.roomId, () => deliveries.since(since));
    });
  const underWay = rooms.received(stored);
  if (underWay) return underWay.then(inItsPlace);
  inItsPlace();
  return undefined;
}

function tell({ roomId, authorId, seq, kind }: Stored, telling: Telling): void {
  if (typeof telling === "string") bus.textToRoom(roomId, telling);
  else for (const [userId, text] of telling) bus.textToUser(userId, text, roomId);
  if (kind === "text") rooms.sent(roomId, authorId, seq);
  else rooms.stir(roomId);
}
