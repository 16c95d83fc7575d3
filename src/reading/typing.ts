import * as local from "../bus/local";
import * as machines from "../bus/machines";
import { allows } from "../capacity/limits";
import { forbidden } from "../errors";
import * as friends from "../friends/service";
import * as rooms from "../rooms/service";

// That someone is typing is heard by those who have the room on screen, never by who blocks them; in a 1:1 with a block,
// by nobody. It holds for five seconds and is kept nowhere.

// In larger rooms it would never end.
const MAX_MEMBERS = 100;

/** Refused in large rooms. What comes more often than it is shown goes no further, and so does what a block holds back. */
export async function type(userId: string, roomId: string): Promise<void> {
  const { members } = await rooms.forNewMember(userId, roomId);
  if (members.size > MAX_MEMBERS) throw forbidden("Typing shows in rooms of at most 100.");
  if (!allows("typing", `${roomId} ${userId}`)) return;
  onTyping(roomId, userId);
  machines.publish(roomId, { type: "typing", userId });
}

/** Someone types, here or on another machine. One by one, for it is not for all of them: they are few. */
export function onTyping(roomId: string, typistId: string): void {
  const known = rooms.known(roomId);
  const topic = local.topicOf.watch(roomId);
  if (!known?.members.has(typistId) || !local.hasSubscribers(topic)) return;
  const text = JSON.stringify({ type: "typing", roomId, userId: typistId });
  for (const userId of known.members.keys()) {
    const watching = local.subscribersOf(userId).filter((subscriber) => subscriber.isSubscribed(topic));
    if (watching.length === 0 || userId === typistId || isKeptFrom(known, userId, typistId)) continue;
    for (const subscriber of watching) subscriber.deliver(topic, text);
  }
}

const isKeptFrom = ({ room }: rooms.Known, userId: string, typistId: string): boolean =>
  friends.hasBlocked(userId, typistId) || (room.kind === "direct" && friends.hasBlocked(typistId, userId));
