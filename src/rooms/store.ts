import { and, asc, eq, gt, inArray, or, sql } from "drizzle-orm";

import { accounts, bound, prepared, type Tx } from "../../db/accounts/open";
import * as table from "../../db/accounts/schema";

const { rooms, members } = table;
export type RoomRow = typeof rooms.$inferSelect;
export type MemberRow = typeof members.$inferSelect;
export type NewMember = typeof members.$inferInsert;

const isMember = (roomId: string, userId: string) =>
  and(eq(members.roomId, roomId), eq(members.userId, userId));

const byId = prepared(() =>
  accounts
    .select()
    .from(rooms)
    .where(eq(rooms.id, sql.placeholder("id")))
    .prepare(),
);
export const find = (id: string): RoomRow | undefined => byId().get({ id });

export const findPair = (pair: string): RoomRow | undefined =>
  accounts.select().from(rooms).where(eq(rooms.pair, pair)).get();

const ofRoom = prepared(() =>
  accounts
    .select()
    .from(members)
    .where(eq(members.roomId, bound.text("roomId")))
    .prepare(),
);
export const membersOf = (roomId: string): MemberRow[] => ofRoom().all({ roomId });

export const someMembers = (roomId: string, userIds: string[]): MemberRow[] =>
  accounts
    .select()
    .from(members)
    .where(and(eq(members.roomId, roomId), inArray(members.userId, userIds)))
    .all();

export const pageOfMembers = (roomId: string, after: string, limit: number): MemberRow[] =>
  accounts
    .select()
    .from(members)
    .where(and(eq(members.roomId, roomId), gt(members.userId, after)))
    .orderBy(asc(members.userId))
    .limit(limit)
    .all();

const idsOf = prepared(() =>
  accounts
    .select({ id: members.roomId })
    .from(members)
    .where(eq(members.userId, bound.text("userId")))
    .prepare(),
);
export const roomIdsOf = (userId: string): string[] =>
  idsOf()
    .all({ userId })
    .map(({ id }) => id);

/** In the order of their ids. */
export const idsAfter = (after: string, limit: number): string[] =>
  accounts
    .select({ id: rooms.id })
    .from(rooms)
    .where(gt(rooms.id, after))
    .orderBy(asc(rooms.id))
    .limit(limit)
    .all()
    .map(({ id }) => id);

const sizes = prepared(() =>
  accounts
    .select({ id: rooms.id, memberCount: rooms.memberCount })
    .from(rooms)
    .where(sql`${rooms.id} IN (SELECT value FROM json_each(${sql.placeholder("roomIds")}))`)
    .prepare(),
);
/** How many members each of these rooms has. */
export const sizesOf = (roomIds: string[]) => sizes().all({ roomIds: JSON.stringify(roomIds) });

const together = prepared(() =>
  accounts
    .selectDistinct({ id: members.userId })
    .from(members)
    .where(sql`${members.roomId} IN (SELECT value FROM json_each(${sql.placeholder("roomIds")}))`)
    .prepare(),
);
/** Everyone who is in at least one of these rooms. */
export const everyoneIn = (roomIds: string[]): string[] =>
  together()
    .all({ roomIds: JSON.stringify(roomIds) })
    .map(({ id }) => id);

const memberships = () =>
  accounts
    .select({ room: rooms, member: members })
    .from(members)
    .innerJoin(rooms, eq(rooms.id, members.roomId));

const ofUser = prepared(() =>
  memberships()
    .where(eq(members.userId, bound.text("userId")))
    .prepare(),
);
/** Every room of a user, with their membership. */
export const placesOf = (userId: string) => ofUser().all({ userId });

// Rooms. About 3 ms, including the queries to history for them.
export const SLICE = 100;
const nth = sql<number>`${members}.rowid`;
const next = prepared(() =>
  accounts
    .select({ room: rooms, member: members, nth })
    .from(members)
    .innerJoin(rooms, eq(rooms.id, members.roomId))
    .where(and(eq(members.userId, bound.text("userId")), gt(nth, bound.integer("after"))))
    // Drizzle would bind it.
    .orderBy(sql`${nth} LIMIT ${sql.raw(String(SLICE))}`)
    .prepare(),
);
/** The next SLICE of a user's rooms after the last slice's highest `nth`; 0 for the first slice. */
export const membershipsAfter = (userId: string, after: number) => next().all({ userId, after });

/** The user's memberships in these rooms. */
export const membershipsIn = (userId: string, roomIds: string[]) =>
  memberships()
    .where(and(eq(members.userId, userId), inArray(members.roomId, roomIds)))
    .all();

/** False where the pair has its room already. */
export const insert = (tx: Tx, row: typeof rooms.$inferInsert): boolean =>
  tx
    .insert(rooms)
    .values(row)
    .onConflictDoNothing({ target: rooms.pair })
    .returning({ id: rooms.id })
    .get() !== undefined;

export const update = (tx: Tx, id: string, values: Partial<RoomRow>) =>
  tx.update(rooms).set(values).where(eq(rooms.id, id)).run();

/** Adds users who are not members yet and updates the room's count; returns their ids. */
export function addMembers(tx: Tx, roomId: string, rows: NewMember[]): string[] {
  const added = rows.flatMap((row) =>
    tx.insert(members).values(row).onConflictDoNothing().returning({ id: members.userId }).all(),
  );
  count(tx, roomId, added.length);
  return added.map(({ id }) => id);
}

export function removeMember(tx: Tx, roomId: string, userId: string): boolean {
  const isRemoved =
    tx.delete(members).where(isMember(roomId, userId)).returning({ id: members.userId }).get() !== undefined;
  if (isRemoved) count(tx, roomId, -1);
  return isRemoved;
}

/** False where the user is not a member, or nothing changes. */
export const updateMember = (tx: Tx, roomId: string, userId: string, values: Partial<MemberRow>): boolean =>
  tx
    .update(members)
    .set(values)
    .where(and(isMember(roomId, userId), isOther(values)))
    .returning({ id: members.userId })
    .get() !== undefined;

// Not `ne`, for which null differs from nothing.
const isOther = (values: Partial<MemberRow>) =>
  or(
    ...Object.entries(values).map(([name, value]) => {
      const column = members[name as keyof MemberRow];
      return sql`${column} IS NOT ${sql.param(value, column)}`;
    }),
  );

/** Puts a 1:1 on a member's list; false where it was there already. */
export const openMember = (tx: Tx, roomId: string, userId: string): boolean =>
  tx
    .update(members)
    .set({ opened: true })
    .where(and(isMember(roomId, userId), eq(members.opened, false)))
    .returning({ id: members.userId })
    .get() !== undefined;

export const countOf = (tx: Tx, roomId: string): number =>
  tx.select({ count: rooms.memberCount }).from(rooms).where(eq(rooms.id, roomId)).get()?.count ?? 0;

export const ownerOf = (tx: Tx, roomId: string): string | null =>
  tx.select({ ownerId: rooms.ownerId }).from(rooms).where(eq(rooms.id, roomId)).get()?.ownerId ?? null;

/** The next owner when the owner leaves: the longest-standing admin, else member. */
export const heir = (tx: Tx, roomId: string): MemberRow | undefined =>
  tx
    .select()
    .from(members)
    .where(eq(members.roomId, roomId))
    .orderBy(sql`${members.role} = 'admin' DESC`, asc(members.joinedAt), asc(members.userId))
    .limit(1)
    .get();

const count = (tx: Tx, roomId: string, by: number) =>
  tx
    .update(rooms)
    .set({ memberCount: sql`${rooms.memberCount} + ${by}` })
    .where(eq(rooms.id, roomId))
    .run();
