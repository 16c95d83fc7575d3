import { commit, write } from "../../db/accounts/changes";
import type { Tx } from "../../db/accounts/open";
import { consume, reserve } from "../capacity/limits";
import { notFound, Refused } from "../errors";
import * as friends from "../friends/service";
import type { User } from "../protocol/user";
import { tidy } from "../protocol/visible";
import * as notifications from "../push/notifications/service";
import * as members from "../rooms/members/service";
import * as pictures from "../users/pictures/service";
import * as users from "../users/service";
import * as addresses from "./guessing/addresses";
import * as devices from "./guessing/devices";
import * as guesses from "./guessing/guesses";
import * as passwords from "./passwords";
import * as sessions from "./sessions";
import type { Caller } from "./tokens";

/**
 * Signing up, in and out. A wrong name and a wrong password get the same refusal after the same time. Signing in with the
 * cookie of an earlier session ends that session.
 */
export type IssuedSession = {
  user: User;
  accessToken: string;
  expiresAt: number;
  refreshToken: string;
  /** The device sends it at its next sign-in. Absent from a refresh. */
  deviceToken?: string;
};
/** The address, and the tokens that the client still has from before. */
export type Origin = { address: string; refreshToken?: string; deviceToken?: string };
export const { availability } = users;
type SignUp = { username: string; password: string; nickname: string };
type SignIn = { username: string; password: string; device?: string };

/** A taken name is `conflict`. */
export async function signUp(draft: SignUp, from: Origin): Promise<IssuedSession> {
  const undo = reserve("signUps", from.address);
  await passwords.mustBeUncommon(draft.password, "password");
  // Sign-ups from one address share a place in the queue.
  const asker = { own: `new at ${from.address}`, address: from.address };
  const passwordHash = await passwords.hash(draft.password, asker).catch((error: unknown) => {
    undo();
    throw error;
  });
  return enter(from, (tx) => [users.insert(tx, { ...draft, passwordHash }), ""]);
}

export async function signIn({ username, password, device }: SignIn, from: Origin): Promise<IssuedSession> {
  const name = username.toLowerCase();
  const { address, deviceToken } = from;
  const known = await guesses.mustProve(users.credentialsOf(name), password, { name, address, deviceToken });
  consume("signIns", `${known.id} ${address}`);
  const again = known.isOldForm ? await hashedAgain(known.id, password) : undefined;
  return enter(from, (tx) => {
    // The password may have been changed, or the account deleted, during the hash.
    if (users.credentialsById(known.id)?.passwordHash !== known.passwordHash) throw guesses.wrong();
    if (again !== undefined) users.setPassword(tx, known.id, again);
    return [known.id, tidy(device ?? "")];
  });
}

/** Undefined where too many hashes wait: the next sign-in will do. */
const hashedAgain = (userId: string, password: string): Promise<string | undefined> =>
  passwords.hash(password, { own: userId }).catch(() => undefined);

/** Opens a session for the user and device that `who` returns within the transaction. */
async function enter(
  from: Origin,
  who: (tx: Tx) => [userId: string, device: string],
): Promise<IssuedSession> {
  const session = commit((tx) => sessions.open(tx, ...who(tx), from.refreshToken));
  const { userId } = session;
  addresses.remember(userId, from.address);
  const deviceToken = tokenOf(userId, from.deviceToken);
  return { ...(await answer(session)), deviceToken };
}

/** Rotates a refresh token. One that is forged, too old or of an ended session is `unauthenticated`. */
export async function refresh(token: string, address: string): Promise<IssuedSession> {
  const session = sessions.renew(token);
  addresses.remember(session.userId, address);
  return answer(session);
}

/** Ends all my other sessions. Returns a new device token: the old one ends with the password. */
export async function changePassword(
  caller: Pick<Caller, "userId" | "sessionId">,
  { current, next, deviceToken }: { current: string; next: string; deviceToken?: string },
): Promise<string> {
  const { userId, sessionId } = caller;
  const undo = reserve("passwordChanges", userId);
  try {
    const own = await mustKnow(caller, current, "current");
    await passwords.mustBeUncommon(next, "next");
    const passwordHash = await passwords.hash(next, { own: userId, canWait: true });
    await write((tx) => {
      users.setPassword(tx, own.id, passwordHash);
      sessions.endAll(tx, own.id, sessionId);
    });
  } catch (error) {
    undo();
    throw error;
  }
  return tokenOf(userId, deviceToken);
}

/** For `bun run user reset`: sets a random password, returns it, and ends every session. */
export async function resetPassword(username: string): Promise<string> {
  const own = users.credentialsOf(username);
  if (!own) throw notFound();
  const password = Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString("base64url");
  const passwordHash = await passwords.hash(password, { own: own.id });
  await write((tx) => {
    users.setPassword(tx, own.id, passwordHash);
    sessions.endAll(tx, own.id);
  });
  return password;
}

/** Messages stay, by a deleted user. The names become free; memberships of groups, friends and sessions are removed. */
export async function deleteAccount(
  caller: Pick<Caller, "userId" | "sessionId">,
  password: string,
): Promise<void> {
  const { id: userId } = await mustKnow(caller, password, "password");
  await write((tx) => {
    const ofRooms = members.leaveAll(tx, userId);
    friends.forgetAll(tx, userId);
    notifications.forget(tx, userId);
    sessions.endAll(tx, userId);
    return [users.erase(tx, userId), ...ofRooms];
  }, pictures.discardAll);
}

/** Verifies a signed-in user's password again. A wrong one is an error of `field`; the session stays. */
async function mustKnow(
  caller: Pick<Caller, "userId" | "sessionId">,
  password: string,
  field: string,
): Promise<guesses.Owner> {
  try {
    return await guesses.mustKnow(users.credentialsById(caller.userId), password, caller);
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "unauthenticated") throw error;
    throw new Refused("forbidden", { errors: [{ path: field, message: "not the password" }] });
  }
}

const tokenOf = (userId: string, deviceToken: string | undefined): string =>
  devices.withOwner(users.credentialsById(userId)!, deviceToken);

async function answer(session: sessions.Session): Promise<IssuedSession> {
  return { user: users.find(session.userId), ...(await sessions.tokensOf(session)) };
}
