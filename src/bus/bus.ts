import type { ServerFrame } from "../protocol/frames";
import { deliver, topicOf } from "./local";

/**
 * The seam between whoever has something to say and all who hear it, on every machine.
 * At most once: a frame may be lost, what a room holds is exact, and clients fetch by seq what they miss.
 * A room's frames must be handed over in seq order, and only once what they tell is stored.
 */
export function toRoom(roomId: string, frame: ServerFrame): void {
  deliver(topicOf.room(roomId), JSON.stringify(frame));
}

/** To everything that this user has open. */
export function toUser(userId: string, frame: ServerFrame): void {
  deliver(topicOf.user(userId), JSON.stringify(frame));
}
