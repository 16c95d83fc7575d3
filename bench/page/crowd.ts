import { eq } from "drizzle-orm";

import * as crowd from "../../db/accounts/crowd";
import * as accounts from "../../db/accounts/open";
import * as table from "../../db/accounts/schema";
import { neverChanged, type Stored } from "../../db/history/history";
import * as history from "../../db/history/sqlite";
import { textOf } from "../../db/seed/texts";

// A person with thousands of rooms and friends, written to the stores of a demo that has stopped: through the server it
// would take minutes.

const MESSAGES = 40;
const PACE_MS = 60_000;
// A group of this many has a collage of faces, which is the row with the most elements.
const GROUP = 5;
// One in so many: friends and rooms that are favourites, rooms with unread messages.
const FAVOURITE = 100;
const UNREAD = 5;
const UNREAD_MESSAGES = 3;
const BATCH = 2000;

export interface Crowd {
  username: string;
  rooms: number;
  friends: number;
}

/**
 * Half of the rooms are 1:1 with a friend, half are groups. Each has forty messages, of which the last names the room.
 * Returns the ids of the rooms, newest first.
 */
export function fill(dir: string, { username, rooms, friends }: Crowd): string[] {
  accounts.open(dir);
  const store = history.open(dir);
  try {
    const [me] = accounts.accounts.select().from(table.users).where(eq(table.users.username, username)).all();
    if (!me) throw new Error(`The demo has no ${username}.`);
    const friendIds = crowd.crowd(friends);
    accounts.accounts.transaction(() => befriend(me.id, friendIds));
    const roomIds = accounts.accounts.transaction(() => open(me.id, friendIds, rooms));
    writeMessages(store.put, me.id, roomIds);
    return [...roomIds.keys()];
  } finally {
    store.close();
    accounts.close();
  }
}

function befriend(userId: string, friendIds: string[]): void {
  for (const [nth, friendId] of friendIds.entries()) {
    const nickname = `${NAMES[nth % NAMES.length]} ${nth + 1}`;
    const named = { nickname, nicknameKey: nickname, searchKey: nickname, intro: textOf(nth).slice(0, 60) };
    accounts.accounts.update(table.users).set(named).where(eq(table.users.id, friendId)).run();
    const friend = { userId, friendId, favourite: nth % FAVOURITE === 0, since: Date.now() };
    accounts.accounts.insert(table.friends).values(friend).run();
  }
}

const NAMES = ["감자튀김", "Hash Brown", "고구마", "Gnocchi", "햇감자", "Rösti", "감자탕", "Chips"];

/** Who else is in each room, by its id. */
function open(meId: string, friendIds: string[], count: number): Map<string, string[]> {
  const rooms = new Map<string, string[]>();
  for (let nth = 0; nth < count; nth++) {
    const others = Array.from(
      { length: nth % 2 === 0 ? 1 : GROUP - 1 },
      (_, at) => friendIds[(nth + at * 7) % friendIds.length] ?? "",
    );
    const id =
      others.length === 1
        ? direct(meId, others[0] ?? "")
        : crowd.group([meId, ...others], { title: `방 · Room ${nth + 1}` });
    rooms.set(id, others);
  }
  return rooms;
}

function direct(meId: string, peerId: string): string {
  const id = Bun.randomUUIDv7();
  const pair = [meId, peerId].toSorted().join(" ");
  const room = { id, kind: "direct" as const, memberCount: 0, createdAt: Date.now(), pair };
  accounts.accounts.insert(table.rooms).values(room).run();
  crowd.addMembers(id, [meId, peerId], { joinedSeq: 0, joinedAt: room.createdAt });
  return id;
}

function writeMessages(put: (messages: Stored[]) => void, meId: string, rooms: Map<string, string[]>): void {
  let batch: Stored[] = [];
  let nth = 0;
  for (const [roomId, others] of rooms) {
    batch.push(...messagesOf(roomId, [meId, ...others], nth++));
    if (batch.length < BATCH) continue;
    put(batch);
    batch = [];
  }
  put(batch);
}

// Who writes has read all before it.
function messagesOf(roomId: string, userIds: string[], nth: number): Stored[] {
  const [meId = "", otherId = ""] = userIds;
  const unread = nth % UNREAD === 0 ? UNREAD_MESSAGES : 0;
  const begun = Date.now() - (nth + MESSAGES + 1) * PACE_MS;
  const rest = {
    kind: "text" as const,
    event: null,
    replySeq: null,
    mentions: [],
    attachments: [],
    hiddenFrom: null,
    forwardedFrom: null,
  };
  return Array.from({ length: MESSAGES }, (_, index) => {
    const [seq, left] = [index + 1, MESSAGES - index - 1];
    const usual = left === unread ? meId : (userIds[index % userIds.length] ?? "");
    const text = left === 0 ? `${lastOf(roomId)} ${textOf(nth)}` : textOf(nth + index);
    const authorId = left < unread ? otherId : usual;
    const clientId = crypto.randomUUID();
    const at = begun + index * PACE_MS;
    return {
      ...rest,
      roomId,
      authorId,
      clientId,
      text,
      seq,
      ordinal: seq,
      at,
      ...neverChanged,
    };
  });
}

/** What the last message of a room begins with. */
export const lastOf = (roomId: string): string => `#${roomId.slice(-12)}`;
