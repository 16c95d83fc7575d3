import { and, eq, inArray, or, sql } from "drizzle-orm";

import { accounts, prepared, type Tx } from "../../db/accounts/open";
import { pushSubscriptions as table } from "../../db/accounts/schema";

export type DeviceSubscription = typeof table.$inferSelect;

const bySession = prepared(() =>
  accounts
    .select()
    .from(table)
    .where(eq(table.sessionId, sql.placeholder("sessionId")))
    .prepare(),
);
export const find = (sessionId: string): DeviceSubscription | undefined => bySession().get({ sessionId });

/** A session has one; an endpoint, which is one device, belongs to the session that named it last. */
export function put(tx: Tx, row: DeviceSubscription): void {
  tx.delete(table)
    .where(or(eq(table.sessionId, row.sessionId), eq(table.endpoint, row.endpoint)))
    .run();
  tx.insert(table).values(row).run();
}

export const removeMine = (tx: Tx, userId: string, endpoint: string) =>
  tx
    .delete(table)
    .where(and(eq(table.endpoint, endpoint), eq(table.userId, userId)))
    .run();
/** Not one that the device has made anew meanwhile, with other keys. */
export const removeGone = (tx: Tx, { endpoint, auth }: Pick<DeviceSubscription, "endpoint" | "auth">) =>
  tx
    .delete(table)
    .where(and(eq(table.endpoint, endpoint), eq(table.auth, auth)))
    .run();
const byUsers = prepared(() => {
  const ids = sql`(SELECT value FROM json_each(${sql.placeholder("userIds")}))`;
  return accounts.select().from(table).where(inArray(table.userId, ids)).prepare();
});
export const findOf = (userIds: string[]): DeviceSubscription[] =>
  userIds.length === 0 ? [] : byUsers().all({ userIds: JSON.stringify(userIds) });
