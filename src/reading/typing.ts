import * as local from "../bus/local";
import * as machines from "../bus/machines";
import { allows } from "../capacity/limits";
import { forbidden } from "../errors";
import * as friends from "../friends/service";
import * as rooms from "../rooms/service";

// "Typing…" is delivered to those who have the room on screen, never to someone who blocks the typist; in a 1:1 with a
// block, to nobody. It lasts five seconds and is stored nowhere.

// In a larger room someone would always be typing.
const MAX_MEMBERS = 100;

/** Refused in large rooms. Repeats within the time that it is shown are dropped, and so is what a block hides. */
export async function type(userId: string, roomId: string): Promise<void> {
  const { members } = await rooms.forNewMember(userId, roomId);
  if (members.size > MAX_MEMBERS) throw forbidden("Typing is shown in rooms of up to 100 members.");
  if (!allows("typing", `${roomId} ${userId}`)) return;
  onTyping(roomId, userId);
  machines.publish(roomId, { type: "typing", userId });
}

/** Someone types, on this machine or another. Delivered one by one, because not every member may see it; they are few. */
export function onTyping(roomId: string, typistId: string): void {
  const known = rooms.find(roomId);
  const topic = local.topicOf.watch(roomId);
  if (!known?.members.has(typistId) || !local.hasSubscribers(topic)) return;
  const text = JSON.stringify({ type: "typing", roomId, userId: typistId });
  for (const userId of known.members.keys()) {
    const watching = local.subscribersOf(userId).filter((subscriber) => subscriber.isSubscribed(topic));
    if (watching.length === 0 || userId === typistId || isKeptFrom(known, userId, typistId)) continue;
    for (const subscriber of watching) subscriber.deliver(topic, text);
  }
}

const isKeptFrom = ({ room }: rooms.RoomWithMembers, userId: string, typistId: string): boolean =>
  friends.hasBlocked(userId, typistId) || (room.kind === "direct" && friends.hasBlocked(typistId, userId));
