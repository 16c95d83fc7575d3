import type { Stored } from "../../db/history/history";
import * as bus from "../bus/bus";
import * as machines from "../bus/machines";
import * as friends from "../friends/service";
import { EVERYONE, MOST_FOR_EVERYONE } from "../protocol/mentions";
import * as rooms from "../rooms/service";

// Who may mention whom, and who is told that an edit mentions them.

/** Those of these ids that a message of this member can mention, each once. */
export function mentionable(view: rooms.MemberView, ids: string[]): string[] {
  return [...new Set(ids)].filter((id) => (id === EVERYONE ? mayMentionAll(view) : view.members.has(id)));
}

const mayMentionAll = ({ room, members, me }: rooms.MemberView): boolean =>
  room.kind === "group" && me.role !== "member" && members.size <= MOST_FOR_EVERYONE;

type Mentioned = { seq: number; byId: string; userIds: string[] };

/** Publishes `mentioned` to those whom the message mentions now and did not before. */
export function notifyMentioned(known: rooms.RoomWithMembers, message: Stored, before: string[]): void {
  const { roomId, seq, authorId: byId, mentions, hiddenFrom } = message;
  if (before.includes(EVERYONE)) return;
  const all = mentions.includes(EVERYONE) ? [...known.members.keys()] : mentions;
  const userIds = all.filter((id) => {
    const isNew = id !== byId && id !== hiddenFrom && !before.includes(id);
    return isNew && seq > rooms.viewerOf(known, id).floor && !friends.hasBlocked(id, byId);
  });
  if (userIds.length === 0) return;
  machines.publish(roomId, { type: "mentioned", seq, byId, userIds });
  toThese(roomId, { seq, byId, userIds });
}

/** To all of their devices on this machine. */
export function toThese(roomId: string, { seq, byId, userIds }: Mentioned): void {
  for (const userId of userIds) bus.toUser(userId, { type: "mentioned", roomId, seq, byId });
}
