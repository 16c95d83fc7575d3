import type { ServerFrame } from "../protocol/frames";
import { after, deliver, isBehind as isTopicBehind, isHere, topicOf } from "./local";
import * as machines from "./machines";
import * as order from "./order";

/**
 * The seam between whoever has something to say and all who hear it on this machine; what the other machines must know of
 * it goes by `machines`.
 * At most once: a frame may be lost, what a room holds is exact, and clients fetch by seq what they miss.
 */
export function toRoom(roomId: string, frame: ServerFrame): void {
  encodedToRoom(roomId, JSON.stringify(frame));
}

/** One encoded frame. */
export const encodedToRoom = (roomId: string, text: string): void => deliver(topicOf.room(roomId), text);

/** To everything that this user has open here; what it tells of a room, after all that this room has heard before. */
export function toUser(userId: string, frame: ServerFrame): void {
  const roomId = "roomId" in frame ? frame.roomId : undefined;
  if (isHere(userId)) encodedToUser(userId, JSON.stringify(frame), roomId);
}

export const encodedToUser = (userId: string, text: string, roomId?: string): void =>
  deliver(topicOf.user(userId), text, roomId === undefined ? undefined : topicOf.room(roomId));

/** Whether so much of the room is still to be heard that nothing more should be said in it now. */
export const isBehind = (roomId: string): boolean => isTopicBehind(topicOf.room(roomId));

/** Does `work` once all that was said in the room until now has been heard here. */
export const afterDelivery = (roomId: string, work: () => void): void => after(topicOf.room(roomId), work);

/** How far the room has been heard here, where that is known. */
export const { deliveredUpTo } = order;

type Place = { roomId: string; seq: number; isFilling?: boolean };

/** Calls `hear` for what is stored in a room, in its place and once, as long as someone here listens to it. */
export function deliverInOrder({ roomId, seq, isFilling }: Place, hear: () => void): void {
  if (machines.isFollowing(roomId)) order.deliverInOrder(roomId, seq, hear, isFilling);
  else hear();
}
