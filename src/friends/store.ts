import { and, eq, notExists, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";

import { accounts, prepared, type Tx } from "../../db/accounts/open";
import * as table from "../../db/accounts/schema";

const { friends, blocks } = table;
export type FriendRow = typeof friends.$inferSelect;

const isFriend = (userId: string, friendId: string) =>
  and(eq(friends.userId, userId), eq(friends.friendId, friendId));
const isBlock = (userId: string, blockedId: string) =>
  and(eq(blocks.userId, userId), eq(blocks.blockedId, blockedId));

export const findOf = (userId: string): FriendRow[] =>
  accounts.select().from(friends).where(eq(friends.userId, userId)).all();

export const find = (userId: string, friendId: string): FriendRow | undefined =>
  accounts.select().from(friends).where(isFriend(userId, friendId)).get();

export const put = (tx: Tx, row: typeof friends.$inferInsert) =>
  tx
    .insert(friends)
    .values(row)
    .onConflictDoUpdate({
      target: [friends.userId, friends.friendId],
      set: { favourite: row.favourite, alias: row.alias, aliasKey: row.aliasKey },
    })
    .run();

/** False where there was none. */
export const remove = (tx: Tx, userId: string, friendId: string): boolean =>
  tx.delete(friends).where(isFriend(userId, friendId)).returning({ id: friends.friendId }).get() !==
  undefined;

export const blockedBy = (userId: string): string[] =>
  accounts
    .select({ id: blocks.blockedId })
    .from(blocks)
    .where(eq(blocks.userId, userId))
    .orderBy(blocks.since)
    .all()
    .map(({ id }) => id);

export const block = (tx: Tx, userId: string, blockedId: string): boolean =>
  tx
    .insert(blocks)
    .values({ userId, blockedId, since: Date.now() })
    .onConflictDoNothing()
    .returning({ id: blocks.userId })
    .get() !== undefined;

export const unblock = (tx: Tx, userId: string, blockedId: string): boolean =>
  tx.delete(blocks).where(isBlock(userId, blockedId)).returning({ id: blocks.userId }).get() !== undefined;

/** The users who have this user as a friend. */
export const befriendedBy = (friendId: string): string[] =>
  accounts
    .select({ id: friends.userId })
    .from(friends)
    .where(eq(friends.friendId, friendId))
    .all()
    .map(({ id }) => id);

const back = alias(friends, "back");

const mutual = prepared(() => {
  const asked = sql`${friends.userId} IN (SELECT value FROM json_each(${sql.placeholder("userIds")}))`;
  const isBack = and(eq(back.userId, friends.friendId), eq(back.friendId, friends.userId));
  const isApart = or(
    and(eq(blocks.userId, friends.userId), eq(blocks.blockedId, friends.friendId)),
    and(eq(blocks.userId, friends.friendId), eq(blocks.blockedId, friends.userId)),
  );
  const apart = accounts.select({ id: blocks.userId }).from(blocks).where(isApart);
  return accounts
    .select({ userId: friends.userId, friendId: friends.friendId })
    .from(friends)
    .innerJoin(back, isBack)
    .where(and(asked, notExists(apart)))
    .prepare();
});
/** Pairs of mutual friends for these users, where neither blocks the other. */
export const mutualOf = (userIds: string[]): { userId: string; friendId: string }[] =>
  mutual().all({ userIds: JSON.stringify(userIds) });

export function erase(tx: Tx, userId: string): void {
  tx.delete(friends)
    .where(or(eq(friends.userId, userId), eq(friends.friendId, userId)))
    .run();
  tx.delete(blocks)
    .where(or(eq(blocks.userId, userId), eq(blocks.blockedId, userId)))
    .run();
}
