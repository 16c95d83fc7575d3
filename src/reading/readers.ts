import type { User } from "../protocol/user";
import * as rooms from "../rooms/service";
import * as users from "../users/service";
import type { Readers, ReadersQuery } from "./model";

// Who has read a message. By cursors, like the number beside it: `unreadCount` is that number. Two kinds of members are
// neither: the author, and whoever joined after the message, whose cursor began above it without reading it.

// Named of each list at once, at most; and so many are looked up in one query.
const PAGE = 100;

type Side = "read" | "unread";

/** Of a message that I may see; any other is `not-found`. */
export async function readersOf(
  userId: string,
  roomId: string,
  place: string,
  { cursor, limit = PAGE }: ReadersQuery,
): Promise<Readers> {
  const view = rooms.forMember(userId, roomId);
  const message = await rooms.visibleAt(view, place);
  const cursors = await rooms.cursorsOf(view);
  const ids: Record<Side, string[]> = { read: [], unread: [] };
  for (const id of rooms.idsInOrder(view)) {
    const member = view.members.get(id);
    if (!member || member.joinedSeq >= message.seq) continue;
    if (message.kind === "text" && id === message.authorId) continue;
    ids[rooms.cursorOf(member, cursors) >= message.seq ? "read" : "unread"].push(id);
  }
  const [wanted, last = ""] = cursor?.split(".", 2) ?? [];
  const page = (list: Side) =>
    wanted === undefined || wanted === list ? named(ids[list], last, limit) : NOBODY;
  const [read, unread] = [page("read"), page("unread")];
  return {
    read: read.users,
    unread: unread.users,
    readCount: ids.read.length,
    unreadCount: ids.unread.length,
    next: {
      read: read.last === null ? null : `read.${read.last}`,
      unread: unread.last === null ? null : `unread.${unread.last}`,
    },
  };
}

type Page = { users: User[]; last: string | null };
const NOBODY: Page = { users: [], last: null };

/**
 * The first after that id who do not hide what they have read; `last` is null at the end. Nobody can tell from it where those
 * are who hide: a page is full, or the last.
 */
function named(ids: string[], after: string, limit: number): Page {
  const shown: string[] = [];
  let from = ids.findIndex((id) => id > after);
  for (; from >= 0 && from < ids.length && shown.length <= limit; from += PAGE) {
    const part = ids.slice(from, from + PAGE);
    const hiding = users.hidingReads(part);
    shown.push(...part.filter((id) => !hiding.has(id)));
  }
  const page = shown.slice(0, limit);
  return { users: users.named(page), last: shown.length > limit ? (page.at(-1) ?? null) : null };
}
