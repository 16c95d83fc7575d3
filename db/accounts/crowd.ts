import { and, eq, sql } from "drizzle-orm";

import { accounts } from "./open";
import * as table from "./schema";

// Users and rooms by the thousand, inserted directly: for tests, and the groups of `bun run seed`.

const ROWS_A_STATEMENT = 500;

/** Inserts users, who cannot sign in. Returns their ids. */
export function crowd(count: number): string[] {
  const users = Array.from({ length: count }, () => {
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

/** Inserts a group of these users, without messages; the first is its owner. Returns its id. */
export function group(userIds: string[], face: Face = {}): string {
  const id = Bun.randomUUIDv7();
  const ownerId = userIds[0] ?? null;
  const row = { title: "군중", createdAt: Date.now(), ...face };
  accounts
    .insert(table.rooms)
    .values({ id, kind: "group", ...row, ownerId, memberCount: 0 })
    .run();
  addMembers(id, userIds, { joinedSeq: 0, joinedAt: row.createdAt });
  accounts
    .update(table.members)
    .set({ role: "owner" })
    .where(and(eq(table.members.roomId, id), eq(table.members.userId, ownerId ?? "")))
    .run();
  return id;
}

/** Adds users to a group, each a millisecond after the one before. */
export function addMembers(
  roomId: string,
  userIds: string[],
  joined: { joinedSeq: number; joinedAt: number },
): void {
  const members = userIds.map((userId, index) => {
    return { roomId, userId, joinedSeq: joined.joinedSeq, joinedAt: joined.joinedAt + index };
  });
  insertAll(members, (part) => accounts.insert(table.members).values(part).run());
  accounts
    .update(table.rooms)
    .set({ memberCount: sql`${table.rooms.memberCount} + ${userIds.length}` })
    .where(eq(table.rooms.id, roomId))
    .run();
}

/** Inserts several groups of the same users. */
export const groups = (userIds: string[], count: number): string[] =>
  accounts.transaction(() => Array.from({ length: count }, () => group(userIds)));

/** Parts of `size`; the last may be smaller. */
export const chunks = <T>(all: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, nth) => all.slice(nth * size, (nth + 1) * size));

function insertAll<T>(rows: T[], insert: (part: T[]) => void): void {
  accounts.transaction(() => chunks(rows, ROWS_A_STATEMENT).forEach(insert));
}
