import { eq, inArray, sql } from "drizzle-orm";

import { accounts, prepared, type Tx } from "../../../db/accounts/open";
import { notificationSettings } from "../../../db/accounts/schema";
import type { Notifications } from "../../protocol/user";

type Row = typeof notificationSettings.$inferSelect;

const byIds = prepared(() => {
  const ids = sql`(SELECT value FROM json_each(${sql.placeholder("userIds")}))`;
  return accounts
    .select()
    .from(notificationSettings)
    .where(inArray(notificationSettings.userId, ids))
    .prepare();
});
/** Without those who have chosen nothing. */
export const findAll = (userIds: string[]): Row[] =>
  userIds.length === 0 ? [] : byIds().all({ userIds: JSON.stringify(userIds) });

export const put = (tx: Tx, userId: string, values: Notifications) =>
  tx
    .insert(notificationSettings)
    .values({ userId, ...values })
    .onConflictDoUpdate({ target: notificationSettings.userId, set: values })
    .run();

export const remove = (tx: Tx, userId: string) =>
  tx.delete(notificationSettings).where(eq(notificationSettings.userId, userId)).run();
