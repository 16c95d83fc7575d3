import { and, desc, eq, lt, sql } from "drizzle-orm";

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

/** Moves to the next number only from the one given: of two at once, one wins. */
export const rotate = (tx: Tx, id: string, from: number, now: number): boolean =>
  tx
    .update(sessions)
    .set({ rotation: from + 1, rotatedAt: now, lastSeenAt: now })
    .where(and(eq(sessions.id, id), eq(sessions.rotation, from)))
    .returning({ id: sessions.id })
    .get() !== undefined;

/** Ends a session, and lets every machine know. */
export function end(tx: Tx, { id, userId }: Session): void {
  tx.delete(sessions).where(eq(sessions.id, id)).run();
  record(tx, { kind: "session.ended", sessionId: id, userId });
}

export const unusedSince = (time: number): Session[] =>
  accounts.select().from(sessions).where(lt(sessions.lastSeenAt, time)).limit(1000).all();
