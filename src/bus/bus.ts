import type { ServerFrame } from "../protocol/frames";
import type { Message } from "../protocol/message";
import { deliver, isBehind as isTopicBehind, topicOf } from "./local";
import { inOrder } from "./order";

/**
 * The seam between whoever has something to say and all who hear it, on every machine.
 * At most once: a frame may be lost, what a room holds is exact, and clients fetch by seq what they miss.
 * A room's frames must be handed over in seq order, and only once what they tell is stored.
 */
export function toRoom(roomId: string, frame: ServerFrame): void {
  deliver(topicOf.room(roomId), JSON.stringify(frame));
}

/** To everything that this user has open; what it tells of a room, after all that this room has heard before. */
export function toUser(userId: string, frame: ServerFrame): void {
  const about = "roomId" in frame && frame.roomId !== undefined ? topicOf.room(frame.roomId) : undefined;
  deliver(topicOf.user(userId), JSON.stringify(frame), about);
}

/** Whether so much of the room is still to be heard that nothing more should be said in it now. */
export const isBehind = (roomId: string): boolean => isTopicBehind(topicOf.room(roomId));

/** A message that is stored, to all who hear its room; where `copies` are given, to these users instead. */
export function publish(message: Message, copies?: Map<string, Message>): void {
  const { roomId, seq } = message;
  inOrder(roomId, seq, () => {
    if (!copies) return toRoom(roomId, { type: "message.new", message });
    for (const [userId, own] of copies) toUser(userId, { type: "message.new", message: own });
  });
}
