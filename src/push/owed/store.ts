import { eq, gt, sql } from "drizzle-orm";

import { accounts, prepared } from "../../../db/accounts/open";
import { pushSubscriptions as table } from "../../../db/accounts/schema";

// The first by its key, and not by a scan.
const any = prepared(() =>
  accounts
    .select({ sessionId: table.sessionId })
    .from(table)
    .where(gt(table.sessionId, ""))
    .limit(1)
    .prepare(),
);
/** Whether there is anybody who can be told of anything. */
export const isAnybody = (): boolean => any().get() !== undefined;

const ofUser = prepared(() =>
  accounts
    .select({ userId: table.userId })
    .from(table)
    .where(eq(table.userId, sql.placeholder("userId")))
    .limit(1)
    .prepare(),
);
export const hasDevices = (userId: string): boolean => ofUser().get({ userId }) !== undefined;

const bySessions = prepared(() => {
  const ids = sql`(SELECT value FROM json_each(${sql.placeholder("ids")}))`;
  return accounts
    .select({ id: table.sessionId })
    .from(table)
    .where(sql`${table.sessionId} IN ${ids}`)
    .prepare();
});
/** Of these sessions, those without a subscription. */
export function withoutDevice(sessionIds: string[]): string[] {
  const there = new Set(
    bySessions()
      .all({ ids: JSON.stringify(sessionIds) })
      .map(({ id }) => id),
  );
  return sessionIds.filter((id) => !there.has(id));
}
