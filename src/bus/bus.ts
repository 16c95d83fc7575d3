import type { ServerFrame } from "../protocol/frames";
import { after, deliver, deliverToSome, isBehind as isTopicBehind, isHere, topicOf } from "./local";
import * as machines from "./machines";
import * as order from "./order";

const WAIT_MS = 20;
const MOST_WAIT_MS = 4000;

/**
 * The seam between services that publish a frame and the subscribers on this machine. What other machines must know goes
 * through `machines`.
 * Delivery is at most once: a frame may be lost. History is exact, and clients fetch by seq what they missed.
 */
export function toRoom(roomId: string, frame: ServerFrame): void {
  encodedToRoom(roomId, JSON.stringify(frame));
}

/** The same for a frame that is encoded already. */
export const encodedToRoom = (roomId: string, text: string): void => deliver(topicOf.room(roomId), text);

/** The same to those subscribers only for whose users there is a text: each gets their own. */
export const encodedToSome = (roomId: string, texts: ReadonlyMap<string, string>): void =>
  deliverToSome(topicOf.room(roomId), texts);

/** To every socket and feed of this user on this machine. A frame about a room comes after all that the room got before. */
export function toUser(userId: string, frame: ServerFrame): void {
  const roomId = "roomId" in frame ? frame.roomId : undefined;
  if (isHere(userId)) encodedToUser(userId, JSON.stringify(frame), roomId);
}

export const encodedToUser = (userId: string, text: string, roomId?: string): void =>
  deliver(topicOf.user(userId), text, roomId === undefined ? undefined : topicOf.room(roomId));

/** Whether so many frames of the room wait to be delivered that no more messages should be accepted in it now. */
export const isBehind = (roomId: string): boolean => isTopicBehind(topicOf.room(roomId));

/** Does `work` once all that was published to the room until now has been delivered on this machine. */
export const afterDelivery = (roomId: string, work: () => void): void => after(topicOf.room(roomId), work);

/** Resolves once the room has been delivered on this machine up to this seq; after some seconds in any case. */
export async function whenDelivered(roomId: string, seq: number): Promise<void> {
  for (let waited = 0; waited < MOST_WAIT_MS; waited += WAIT_MS) {
    if ((order.deliveredUpTo(roomId) ?? Infinity) >= seq) return;
    await order.catchUp(roomId, seq);
    await Bun.sleep(WAIT_MS);
  }
}

/** The seq up to which the room has been delivered on this machine, where that is known. */
export const { deliveredUpTo } = order;

type MessagePosition = { roomId: string; seq: number; isFilling?: boolean };

/**
 * Calls `deliverNow` for a stored message, in seq order and once, as long as this machine follows the room; at once where it
 * does not.
 */
export function releaseInOrder({ roomId, seq, isFilling }: MessagePosition, deliverNow: () => void): void {
  if (machines.isFollowing(roomId)) order.releaseInOrder(roomId, seq, deliverNow, isFilling);
  else deliverNow();
}
