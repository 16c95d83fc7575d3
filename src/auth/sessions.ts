import { caughtUp, type ChangeRow, commit, write } from "../../db/accounts/changes";
import type { Tx } from "../../db/accounts/open";
import * as primary from "../../db/accounts/primary";
import * as local from "../bus/local";
import { notFound, Refused } from "../errors";
import { log } from "../log";
import * as store from "./store";
import type { Session } from "./store";
import { type Caller, issueAccess, issueRefresh, readAccess, readRefresh } from "./tokens";

export type { Session };

// The last but one token stays valid for this long: two tabs may refresh at once, or a response may be lost.
const GRACE_MS = 30_000;
// A device that was not used for this long is signed out.
const UNUSED_MS = 60 * 24 * 3600_000;

// Sessions of one user. More than anyone has devices, but some apps never sign out. The least recently used one is ended.
const MAX_A_USER = 100;
// Sessions that the sweep ends in one transaction, of about 3 ms.
const SWEPT_AT_ONCE = 50;

/** `replaced` is this device's previous refresh token: its session ends. */
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

/** At start: ends sessions from before there was such a limit. */
export function trim(): void {
  if (!primary.isPrimary()) return;
  for (const userId of store.usersWithMore(MAX_A_USER)) commit((tx) => endOldest(tx, userId));
}

export async function tokensOf(session: Session) {
  const access = await issueAccess(session.userId, session.id);
  return { ...access, refreshToken: issueRefresh(session.id, session.rotation) };
}

/** The caller of this access token. One that is not ours, expired, or of an ended session is `unauthenticated`. */
export async function authenticate(token: string): Promise<Caller> {
  const caller = await readAccess(token);
  if (caller) await caughtUp();
  if (!caller || !isAlive(caller)) throw new Refused("unauthenticated");
  return caller;
}

export type Holder = Omit<Caller, "expiresAt">;

/** The caller whose device has this refresh token, which stays as it is. One that `renew` would refuse is `unauthenticated`. */
export async function holding(token: string): Promise<Holder> {
  const claim = readRefresh(token);
  if (claim) await caughtUp();
  const session = claim && store.find(claim.sessionId);
  if (!session || !isValid(session, claim.rotation)) throw new Refused("unauthenticated");
  return { userId: session.userId, sessionId: session.id };
}

const isValid = (session: Session, rotation: number): boolean =>
  rotation === session.rotation || (rotation === session.rotation - 1 && isRecent(session, Date.now()));

export function isAlive({ sessionId, userId }: Caller): boolean {
  return store.find(sessionId)?.userId === userId;
}

/**
 * For the newest token, the session with its rotation advanced. For the token before it, within GRACE_MS, the session
 * unchanged, which gives the same successor. Any other token counts as stolen: the session ends.
 */
export function renew(token: string): Session {
  const claim = readRefresh(token);
  const renewed = claim && commit((tx) => successor(tx, claim, Date.now()));
  if (!renewed) throw new Refused("unauthenticated");
  return renewed;
}

/** Reads within the transaction, since another process may have rotated it just before. */
function successor(tx: Tx, claim: { sessionId: string; rotation: number }, now: number): Session | undefined {
  const { sessionId, rotation } = claim;
  const session = store.find(sessionId);
  if (!session) return undefined;
  if (session.lastSeenAt >= now - UNUSED_MS && store.rotate(tx, sessionId, rotation, now))
    return store.find(sessionId);
  if (rotation === session.rotation - 1 && isRecent(session, now)) return session;
  store.end(tx, session.userId, [session.id]);
  return undefined;
}

/** In both directions: after the clock was set back by a day, the grace would last a day. */
const isRecent = ({ rotatedAt }: Session, now: number): boolean => Math.abs(now - rotatedAt) <= GRACE_MS;

/** The key to count this refresh token by: its user, or the id of its ended session. Undefined where it is not ours. */
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

/** Ends one of my sessions; another user's is `not-found`. */
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

/** Closes the sockets and feeds of ended sessions on this machine. */
export function onChange({ change }: ChangeRow): void {
  if (change.kind === "session.ended") local.endSession(change.userId, change.sessionId);
  if (change.kind === "sessions.ended")
    for (const hearer of local.subscribersOf(change.userId)) endIfOver(hearer);
}

function endIfOver({ userId, sessionId }: local.Subscriber): void {
  if (!store.find(sessionId)) local.endSession(userId, sessionId);
}

/** Ends unused sessions, hourly, in small batches so as not to block the loop. The next sweep retries what fails. */
export async function sweep(): Promise<void> {
  try {
    while (primary.isPrimary() && endUnused()) await new Promise(setImmediate);
  } catch (error) {
    log.warn({ err: error }, "unused sessions could not be ended");
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
