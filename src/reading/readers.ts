import { history } from "../../db/history/history";
import { notFound } from "../errors";
import type { User } from "../protocol/user";
import * as rooms from "../rooms/service";
import * as users from "../users/service";
import type { Readers } from "./model";

// Who has read a message. By cursors, like the number beside it: `unreadCount` is that number. Two kinds of members are
// neither: the author, and whoever joined after the message, whose cursor began above it without reading it.

// Named of each; the others are counted.
const NAMED = 100;

/** Of a message that I may see; any other is `not-found`. */
export async function readersOf(userId: string, roomId: string, place: string): Promise<Readers> {
  const view = rooms.forMember(userId, roomId);
  const message = await visible(view, place);
  const cursors = await rooms.cursorsOf(view);
  const [read, unread]: [string[], string[]] = [[], []];
  for (const member of view.members.values()) {
    if (message.kind === "text" && member.userId === message.authorId) continue;
    if (member.joinedSeq >= message.seq) continue;
    (rooms.cursorOf(member, cursors) >= message.seq ? read : unread).push(member.userId);
  }
  return {
    read: named(read),
    unread: named(unread),
    readCount: read.length,
    unreadCount: unread.length,
  };
}

/** A text that is no seq is a message that cannot exist. */
async function visible(view: rooms.MemberView, place: string) {
  const seq = /^[1-9]\d{0,15}$/.test(place) ? Number(place) : 0;
  const { userId } = view.me;
  const [message] = seq > rooms.viewerOf(view, userId).floor ? await history.find(view.room.id, [seq]) : [];
  if (!message || message.hiddenFrom === userId) throw notFound();
  return message;
}

/** The first who do not hide what they have read. */
function named(ids: string[]): User[] {
  const shown: string[] = [];
  for (let from = 0; from < ids.length && shown.length < NAMED; from += NAMED) {
    const part = ids.slice(from, from + NAMED);
    const hiding = users.hidingReads(part);
    shown.push(...part.filter((id) => !hiding.has(id)));
  }
  return users.named(shown.slice(0, NAMED));
}
