import type { Stored } from "../../../db/history/history";
import { forbidden, notFound } from "../../errors";
import * as friends from "../../friends/service";
import * as rooms from "../../rooms/service";

// Who may change what. Asked in the writer's turn, of the message and the room as they are then: between a request and its
// turn someone may have left, been blocked, or changed the same message.

// How long an author can edit or delete their message, in ms.
const AUTHORS_MS = 24 * 60 * 60_000;
const TOO_LATE = "This message can no longer be changed.";

/** A member who wants to change a message. */
export type Actor = { userId: string; roomId: string };

/** As of now; whoever is no member any more gets what strangers get. */
function viewOf({ userId, roomId }: Actor): rooms.MemberView {
  return rooms.forMember(userId, roomId);
}

/** Only a text that they may see can be changed; anything else does not exist for them. */
function mustBeText(view: rooms.MemberView, message: Stored): void {
  const { userId } = view.me;
  const isSeen = message.seq > rooms.viewerOf(view, userId).floor && message.hiddenFrom !== userId;
  if (!isSeen || message.kind === "system" || message.deletedAt !== null) throw notFound();
}

export function mustEdit(actor: Actor, message: Stored, now: number): rooms.MemberView {
  const view = viewOf(actor);
  mustBeText(view, message);
  if (message.authorId !== actor.userId) throw forbidden("Only its author can edit a message.");
  if (now - message.at > AUTHORS_MS) throw forbidden(TOO_LATE);
  const peer = rooms.peerIn(view.room, actor.userId);
  if (peer === undefined) return view;
  friends.mustBeOpen(actor.userId, peer);
  // New words would reach someone who wants none. Messages from since the block are hidden from them anyway.
  if (friends.hasBlocked(peer, actor.userId) && message.hiddenFrom !== peer) throw forbidden(TOO_LATE);
  return view;
}

/** False where it is deleted already. */
export function mayDelete(actor: Actor, message: Stored, now: number): boolean {
  const view = viewOf(actor);
  const isDeleted = message.deletedAt !== null;
  mustBeText(view, isDeleted ? { ...message, deletedAt: null } : message);
  const isModerator = view.room.kind === "group" && view.me.role !== "member";
  if (message.authorId !== actor.userId && !isModerator)
    throw forbidden("Only its author, and the owner and admins of a group, can delete a message.");
  if (!isDeleted && !isModerator && now - message.at > AUTHORS_MS) throw forbidden(TOO_LATE);
  return !isDeleted;
}

export function mustReact(actor: Actor, message: Stored): void {
  const view = viewOf(actor);
  mustBeText(view, message);
  mustBeWithoutBlock(view, actor.userId);
}

export function mustPin(actor: Actor, message: Stored): void {
  const view = viewOf(actor);
  mustBeText(view, message);
  if (view.room.kind === "group" && view.me.role === "member")
    throw forbidden("Only the owner and admins can pin a message.");
  mustBeWithoutBlock(view, actor.userId);
}

function mustBeWithoutBlock({ room }: rooms.MemberView, userId: string): void {
  const peer = rooms.peerIn(room, userId);
  if (peer === undefined) return;
  friends.mustBeOpen(userId, peer);
  if (friends.hasBlocked(peer, userId)) throw forbidden("This is not possible in this chat.");
}
