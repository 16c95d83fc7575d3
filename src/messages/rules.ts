import { notFound } from "../errors";
import * as friends from "../friends/service";
import * as rooms from "../rooms/service";

// Who may write in a room. Asked when a draft is submitted, and again when it is about to be stored: between the two its
// author may have left, or been blocked.

/**
 * Answers from whom a text message of this author is hidden: in a 1:1, from a peer who blocks them. Refuses strangers with
 * `not-found`, and in a 1:1 with `forbidden` an author who blocks the peer, or whose peer has no account any more.
 */
export function mayWrite(
  { room, members }: rooms.RoomWithMembers,
  authorId: string,
): { hiddenFrom: string | null } {
  if (!members.has(authorId)) throw notFound();
  return hiddenInDirect(room, authorId);
}

/** The same for a system message, whose author may have left by then. */
export const mayAppendSystem = (
  { room }: rooms.RoomWithMembers,
  authorId: string,
): { hiddenFrom: string | null } => hiddenInDirect(room, authorId);

function hiddenInDirect(
  room: rooms.RoomWithMembers["room"],
  authorId: string,
): { hiddenFrom: string | null } {
  const peer = rooms.peerIn(room, authorId);
  if (peer === undefined) return { hiddenFrom: null };
  friends.mustBeOpen(authorId, peer);
  return { hiddenFrom: friends.hasBlocked(peer, authorId) ? peer : null };
}
