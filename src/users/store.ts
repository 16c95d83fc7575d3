import { and, asc, eq, gt, inArray, isNull, or, sql } from "drizzle-orm";

import { accounts, prepared, type Tx } from "../../db/accounts/open";
import * as table from "../../db/accounts/schema";

export type UserRow = typeof table.users.$inferSelect;

export const find = (id: string): UserRow | undefined =>
  accounts.select().from(table.users).where(eq(table.users.id, id)).get();

export const findByUsername = (username: string): UserRow | undefined =>
  accounts.select().from(table.users).where(eq(table.users.username, username)).get();

export const findByNicknameKey = (key: string): UserRow | undefined =>
  accounts.select().from(table.users).where(eq(table.users.nicknameKey, key)).get();

export const findByLikeness = (likeness: string): UserRow[] =>
  accounts.select().from(table.users).where(eq(table.users.likeness, likeness)).all();

export const withoutLikeness = (): Pick<UserRow, "id" | "nickname">[] =>
  accounts
    .select({ id: table.users.id, nickname: table.users.nickname })
    .from(table.users)
    .where(and(isNull(table.users.likeness), isNull(table.users.deletedAt)))
    .all();

const byIds = prepared(() => {
  const ids = sql`(SELECT value FROM json_each(${sql.placeholder("ids")}))`;
  return accounts.select().from(table.users).where(inArray(table.users.id, ids)).prepare();
});
export const findAll = (ids: string[]): UserRow[] =>
  ids.length === 0 ? [] : byIds().all({ ids: JSON.stringify(ids) });

export type Search = {
  userId: string;
  part: string;
  after: { key: string; id: string } | undefined;
  limit: number;
};

/** Whose search key, or this user's own alias for whom, contains `part`. */
function isFound(userId: string, part: string) {
  const { friends, users } = table;
  const aliased = accounts
    .select({ id: friends.friendId })
    .from(friends)
    .where(and(eq(friends.userId, userId), sql`instr(${friends.aliasKey}, ${part}) > 0`));
  return or(sql`instr(${users.searchKey}, ${part}) > 0`, inArray(users.id, aliased));
}

/** Those users, ordered by nickname, after the position `after`. */
export function search({ userId, part, after, limit }: Search): UserRow[] {
  const { nicknameKey, id, deletedAt } = table.users;
  const isLater = after && or(gt(nicknameKey, after.key), and(eq(nicknameKey, after.key), gt(id, after.id)));
  return accounts
    .select()
    .from(table.users)
    .where(and(isNull(deletedAt), isFound(userId, part), isLater))
    .orderBy(asc(nicknameKey), asc(id))
    .limit(limit)
    .all();
}

/** Those among `ids`. */
export const searchAmong = (userId: string, part: string, ids: string[]): string[] =>
  accounts
    .select({ id: table.users.id })
    .from(table.users)
    .where(
      and(
        sql`${table.users.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`,
        isFound(userId, part),
      ),
    )
    .all()
    .map(({ id }) => id);

/** Throws on a username or nickname that is taken. */
export const insert = (tx: Tx, row: typeof table.users.$inferInsert) =>
  tx.insert(table.users).values(row).run();

export const update = (tx: Tx, id: string, values: Partial<UserRow>) =>
  tx.update(table.users).set(values).where(eq(table.users.id, id)).run();
