import type { Stored } from "../../../db/history/history";
import type { ToldRow } from "../../../db/told/told";
import * as friends from "../../friends/service";
import type { Notifications } from "../../protocol/user";
import * as rooms from "../../rooms/service";
import * as push from "../service";

/** A user with devices that may be owed something in a room. */
export type Candidate = {
  userId: string;
  devices: push.DeviceSubscription[];
  settings: Notifications;
  /** They have read up to there, or came later. */
  cursor: number;
  rows: Map<string, ToldRow>;
};

/** A message, and who wrote the one that it answers. `isAged`: its time has come; younger ones come along. */
export type Said = { stored: Stored; answers: string | undefined; isAged: boolean; isEdit: boolean };

export type Owed = { said: Said; isMention: boolean };

/** What this user is owed of these messages, ascending. */
export function owedTo(
  { userId, settings, cursor }: Candidate,
  { view, all, now }: { view: rooms.RoomWithMembers; all: Said[]; now: number },
): Owed[] {
  const member = view.members.get(userId);
  if (!member) return [];
  const { notify, notifyUntil, joinedSeq } = member;
  const floor = Math.max(rooms.viewerOf(view, userId).floor, joinedSeq);
  const place = { userId, floor, notify, notifyUntil };
  const owed: Owed[] = [];
  for (const said of all) {
    const { stored: message, answers, isEdit } = said;
    if (message.seq <= cursor) continue;
    const hasBlocked = friends.hasBlocked(userId, message.authorId);
    const isAnswer = answers === userId;
    const { isTold, isMention } = push.tellingOf({
      message,
      isAnswer,
      member: place,
      settings,
      hasBlocked,
      now,
    });
    // Who was told of a message is not told again because it changed; who is mentioned only now may not have been.
    if (isTold && (!isEdit || isMention)) owed.push({ said, isMention });
  }
  return owed;
}
