import { caughtUp, type ChangeRow, settled, write } from "../../db/accounts/changes";
import type { Tx } from "../../db/accounts/open";
import * as primary from "../../db/accounts/primary";
import * as local from "../bus/local";
import { notFound, Refused } from "../errors";
import * as store from "./store";
import { type Caller, issueAccess, issueRefresh, readAccess, readRefresh } from "./tokens";

export type Session = store.Session;

// Two tabs refresh at once, or an answer is lost: the last-but-one token is good for this long.
const GRACE_MS = 30_000;
// A device that nobody has used for so long is signed out.
const UNUSED_MS = 60 * 24 * 3600_000;

export function open(tx: Tx, userId: string, device: string): Session {
  const now = Date.now();
  const id = Bun.randomUUIDv7();
  const session = { id, userId, device, rotation: 0, rotatedAt: now, createdAt: now, lastSeenAt: now };
  store.insert(tx, session);
  return session;
}

export async function tokensOf(session: Session) {
  const access = await issueAccess(session.userId, session.id);
  return { ...access, refreshToken: issueRefresh(session.id, session.rotation) };
}

/** Who is asking with this token. It must be ours, of now, and its session must still live; else `unauthenticated`. */
export async function authenticate(token: string): Promise<Caller> {
  const caller = await readAccess(token);
  if (caller) await caughtUp();
  if (!caller || !isAlive(caller)) throw new Refused("unauthenticated");
  return caller;
}

export function isAlive({ sessionId, userId }: Caller): boolean {
  return store.find(sessionId)?.userId === userId;
}

/**
 * The session, moved on by one, for its newest token; for the one before, within the grace, the session as it is
 * (the same successor). Anything older or later has been stolen from someone: the session ends.
 */
export function renew(token: string): Session {
  const claim = readRefresh(token);
  const renewed = claim && write((tx) => successor(tx, claim, Date.now()));
  if (!renewed) throw new Refused("unauthenticated");
  return renewed;
}

/** Looks up within the transaction: another process may have been here a moment before. */
function successor(tx: Tx, claim: { sessionId: string; rotation: number }, now: number): Session | undefined {
  const { sessionId, rotation } = claim;
  const session = store.find(sessionId);
  if (!session) return undefined;
  if (session.lastSeenAt >= now - UNUSED_MS && store.rotate(tx, sessionId, rotation, now))
    return store.find(sessionId);
  // Either way: a clock that was set back a day would make a day of it.
  const isRecent = Math.abs(now - session.rotatedAt) <= GRACE_MS;
  if (rotation === session.rotation - 1 && isRecent) return session;
  store.end(tx, session);
  return undefined;
}

export function list({ userId, sessionId }: Caller) {
  return store.findOf(userId).map(({ id, device, createdAt, lastSeenAt }) => ({
    id,
    device,
    createdAt,
    lastSeenAt,
    current: id === sessionId,
  }));
}

/** Ends one of my own sessions; someone else's does not exist for me. */
export async function end(caller: Caller, id: string): Promise<void> {
  const session = store.find(id === "current" ? caller.sessionId : id);
  if (session?.userId !== caller.userId) throw notFound();
  write((tx) => store.end(tx, session));
  await settled();
}

export function endAll(tx: Tx, userId: string, except?: string): void {
  for (const session of store.findOf(userId)) if (session.id !== except) store.end(tx, session);
}

export async function endMine({ userId }: Caller): Promise<void> {
  write((tx) => endAll(tx, userId));
  await settled();
}

/** Ended means ended: what this session has open here closes now. */
export function follow({ change }: ChangeRow): void {
  if (change.kind === "session.ended") local.endSession(change.userId, change.sessionId);
}

export function sweep(): void {
  if (!primary.isPrimary()) return;
  const unused = store.unusedSince(Date.now() - UNUSED_MS);
  if (unused.length > 0) write((tx) => unused.forEach((session) => store.end(tx, session)));
}
