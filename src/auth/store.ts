import { and, count, desc, eq, gt, inArray, lt, ne, sql } from "drizzle-orm";

import { record } from "../../db/accounts/changes";
import { accounts, prepared, type Tx } from "../../db/accounts/open";
import * as table from "../../db/accounts/schema";

const { sessions } = table;
export type Session = typeof sessions.$inferSelect;

const byId = prepared(() =>
  accounts
    .select()
    .from(sessions)
    .where(eq(sessions.id, sql.placeholder("id")))
    .prepare(),
);
export const find = (id: string): Session | undefined => byId().get({ id });

export const findOf = (userId: string): Session[] =>
  accounts
    .select()
    .from(sessions)
    .where(eq(sessions.userId, userId))
    .orderBy(desc(sessions.lastSeenAt))
    .all();

export const insert = (tx: Tx, row: Session) => tx.insert(sessions).values(row).run();

/** Advances the rotation by compare-and-set: of two concurrent calls, one succeeds. */
export const rotate = (tx: Tx, id: string, from: number, now: number): boolean =>
  tx
    .update(sessions)
    .set({ rotation: from + 1, rotatedAt: now, lastSeenAt: now })
    .where(and(eq(sessions.id, id), eq(sessions.rotation, from)))
    .returning({ id: sessions.id })
    .get() !== undefined;

// Up to this many sessions, each gets a change of its own, in a few milliseconds. Beyond, one change is for all.
const TOLD_EACH = 100;

/** Ends these sessions of one user, and records it for every machine. */
export function end(tx: Tx, userId: string, ids: string[]): void {
  const list = sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  tx.delete(sessions).where(inArray(sessions.id, list)).run();
  if (ids.length > TOLD_EACH) record(tx, { kind: "sessions.ended", userId });
  else for (const sessionId of ids) record(tx, { kind: "session.ended", sessionId, userId });
}

/** The user's sessions without `except` and without the `kept` most recently used ones. */
export const idsBeyond = (userId: string, kept: number, except = ""): string[] =>
  accounts
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), ne(sessions.id, except)))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.id))
    .limit(Number.MAX_SAFE_INTEGER)
    .offset(kept)
    .all()
    .map(({ id }) => id);

/** Scans the whole table. */
export const usersWithMore = (than: number): string[] =>
  accounts
    .select({ userId: sessions.userId })
    .from(sessions)
    .groupBy(sessions.userId)
    .having(gt(count(), than))
    .all()
    .map(({ userId }) => userId);

export const unusedSince = (time: number, atMost: number): Session[] =>
  accounts.select().from(sessions).where(lt(sessions.lastSeenAt, time)).limit(atMost).all();
