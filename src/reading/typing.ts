import * as bus from "../bus/bus";
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
// Clients repeat it within this time for as long as someone types.
const REPEATED_MS = 3000;

// Who has typed in a room within that time, and up to where the room had been delivered then.
const recent = new Map<string, Map<string, number | undefined>>();

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
  if (!known?.members.has(typistId)) return;
  remember(roomId, typistId);
  const topic = local.topicOf.watch(roomId);
  if (!local.hasSubscribers(topic)) return;
  for (const userId of known.members.keys())
    for (const subscriber of local.subscribersOf(userId))
      if (subscriber.isSubscribed(topic)) deliver(subscriber, known, typistId);
}

/** To someone who has just put the room on screen: who is typing. A message since then may have ended it. */
export function onWatched(subscriber: local.Subscriber, roomId: string): void {
  const known = rooms.find(roomId);
  const typists = recent.get(roomId);
  if (!known || !typists) return;
  for (const [typistId, upTo] of typists)
    if (upTo === bus.deliveredUpTo(roomId) && known.members.has(typistId))
      deliver(subscriber, known, typistId);
}

function deliver(subscriber: local.Subscriber, known: rooms.RoomWithMembers, typistId: string): void {
  const { userId } = subscriber;
  if (userId === typistId || isKeptFrom(known, userId, typistId)) return;
  const roomId = known.room.id;
  subscriber.deliver(
    local.topicOf.watch(roomId),
    JSON.stringify({ type: "typing", roomId, userId: typistId }),
  );
}

function remember(roomId: string, typistId: string): void {
  const typists = recent.get(roomId) ?? new Map<string, number | undefined>();
  recent.set(roomId, typists.set(typistId, bus.deliveredUpTo(roomId)));
  setTimeout(() => forget(roomId, typistId), REPEATED_MS).unref();
}

function forget(roomId: string, typistId: string): void {
  const typists = recent.get(roomId);
  typists?.delete(typistId);
  if (typists?.size === 0) recent.delete(roomId);
}

const isKeptFrom = ({ room }: rooms.RoomWithMembers, userId: string, typistId: string): boolean =>
  friends.hasBlocked(userId, typistId) || (room.kind === "direct" && friends.hasBlocked(typistId, userId));
