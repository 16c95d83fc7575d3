import { caughtUp, type ChangeRow, commit, write } from "../../db/accounts/changes";
import type { Tx } from "../../db/accounts/open";
import * as primary from "../../db/accounts/primary";
import * as local from "../bus/local";
import { notFound, Refused } from "../errors";
import { log } from "../log";
import * as store from "./store";
import { type Caller, issueAccess, issueRefresh, readAccess, readRefresh } from "./tokens";

export type Session = store.Session;

// Two tabs refresh at once, or an answer is lost: the last-but-one token is good for this long.
const GRACE_MS = 30_000;
// A device that nobody has used for so long is signed out.
const UNUSED_MS = 60 * 24 * 3600_000;

// Nobody has so many devices; apps that never sign out do. The one that was unused for longest gives its place.
const MAX_A_USER = 100;
// What an hourly sweep ends at a time: some three milliseconds.
const SWEPT_AT_ONCE = 50;

/** `replaced` is the refresh token that this device has had until now: its session ends. */
export function open(tx: Tx, userId: string, device: string, replaced = ""): Session {
  const before = store.find(readRefresh(replaced)?.sessionId ?? "");
  if (before) store.end(tx, before.userId, [before.id]);
  const now = Date.now();
  const id = Bun.randomUUIDv7();
  const session = { id, userId, device, rotation: 0, rotatedAt: now, createdAt: now, lastSeenAt: now };
  store.insert(tx, session);
  endOldest(tx, userId, id);
  return session;
}

function endOldest(tx: Tx, userId: string, newest = ""): void {
  const ids = store.idsBeyond(userId, newest ? MAX_A_USER - 1 : MAX_A_USER, newest);
  if (ids.length > 0) store.end(tx, userId, ids);
}

/** At start: what was opened before there was such a limit. */
export function trim(): void {
  if (!primary.isPrimary()) return;
  for (const userId of store.usersWithMore(MAX_A_USER)) commit((tx) => endOldest(tx, userId));
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
  const renewed = claim && commit((tx) => successor(tx, claim, Date.now()));
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
  store.end(tx, session.userId, [session.id]);
  return undefined;
}

/** Who has been given this refresh token; a session that is over is its own holder. Undefined for what we did not make. */
export function holderOf(token: string): string | undefined {
  const claim = readRefresh(token);
  return claim ? (store.find(claim.sessionId)?.userId ?? claim.sessionId) : undefined;
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
  await write((tx) => store.end(tx, session.userId, [session.id]));
}

export function endAll(tx: Tx, userId: string, except?: string): void {
  store.end(tx, userId, store.idsBeyond(userId, 0, except));
}

export async function endMine({ userId }: Caller): Promise<void> {
  await write((tx) => endAll(tx, userId));
}

/** Ended means ended: what this session has open here closes now. */
export function follow({ change }: ChangeRow): void {
  if (change.kind === "session.ended") local.endSession(change.userId, change.sessionId);
  if (change.kind === "sessions.ended")
    for (const hearer of local.subscribersOf(change.userId)) endIfOver(hearer);
}

function endIfOver({ userId, sessionId }: local.Subscriber): void {
  if (!store.find(sessionId)) local.endSession(userId, sessionId);
}

/** Hourly, a few at a time: others are served meanwhile. What cannot be written now is there in an hour. */
export async function sweep(): Promise<void> {
  try {
    while (primary.isPrimary() && endUnused()) await new Promise(setImmediate);
  } catch (error) {
    log.warn({ err: error }, "sessions that nobody uses could not be ended");
  }
}

function endUnused(): boolean {
  const unused = store.unusedSince(Date.now() - UNUSED_MS, SWEPT_AT_ONCE);
  const users = [...Map.groupBy(unused, ({ userId }) => userId)];
  if (users.length === 0) return false;
  commit((tx) => {
    for (const [userId, own] of users)
      store.end(
        tx,
        userId,
        own.map(({ id }) => id),
      );
  });
  return true;
}
