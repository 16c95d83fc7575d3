import { and, eq, sql } from "drizzle-orm";

import { accounts } from "./open";
import * as table from "./schema";

// People and rooms by the thousand, straight into the tables: for tests, and the groups of `bun run seed`.

const ROWS_A_STATEMENT = 500;

/** The ids of so many new people. None of them can sign in. */
export function crowd(howMany: number): string[] {
  const users = Array.from({ length: howMany }, () => {
    const id = Bun.randomUUIDv7();
    const name = id.slice(-18);
    return {
      id,
      username: name,
      nickname: name,
      nicknameKey: name,
      searchKey: name,
      passwordHash: "",
      createdAt: 1,
    };
  });
  insertAll(users, (part) => accounts.insert(table.users).values(part).run());
  return users.map(({ id }) => id);
}

type Face = { title?: string; visibility?: "private" | "public"; createdAt?: number };

/** The id of a new group of these, from its beginning; the first is its owner. Nothing has been said in it. */
export function group(userIds: string[], face: Face = {}): string {
  const id = Bun.randomUUIDv7();
  const ownerId = userIds[0] ?? null;
  const row = { title: "군중", createdAt: Date.now(), ...face };
  accounts
    .insert(table.rooms)
    .values({ id, kind: "group", ...row, ownerId, memberCount: 0 })
    .run();
  join(id, userIds, { joinedSeq: 0, joinedAt: row.createdAt });
  accounts
    .update(table.members)
    .set({ role: "owner" })
    .where(and(eq(table.members.roomId, id), eq(table.members.userId, ownerId ?? "")))
    .run();
  return id;
}

/** They come into a group one after the other, a millisecond each. */
export function join(
  roomId: string,
  userIds: string[],
  place: { joinedSeq: number; joinedAt: number },
): void {
  const members = userIds.map((userId, index) => {
    return { roomId, userId, joinedSeq: place.joinedSeq, joinedAt: place.joinedAt + index };
  });
  insertAll(members, (part) => accounts.insert(table.members).values(part).run());
  accounts
    .update(table.rooms)
    .set({ memberCount: sql`${table.rooms.memberCount} + ${userIds.length}` })
    .where(eq(table.rooms.id, roomId))
    .run();
}

/** So many groups of the same people. */
export const groups = (userIds: string[], howMany: number): string[] =>
  accounts.transaction(() => Array.from({ length: howMany }, () => group(userIds)));

/** The last part is what is left. */
export const inParts = <T>(all: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, nth) => all.slice(nth * size, (nth + 1) * size));

function insertAll<T>(rows: T[], insert: (part: T[]) => void): void {
  accounts.transaction(() => inParts(rows, ROWS_A_STATEMENT).forEach(insert));
}
