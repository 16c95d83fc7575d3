import { commit, write } from "../../db/accounts/changes";
import type { Tx } from "../../db/accounts/open";
import { consume, reserve } from "../capacity/limits";
import { notFound, Refused } from "../errors";
import * as friends from "../friends/service";
import type { User } from "../protocol/user";
import { tidy } from "../protocol/visible";
import * as members from "../rooms/members/service";
import * as avatar from "../users/avatar/service";
import * as users from "../users/service";
import * as addresses from "./guessing/addresses";
import * as devices from "./guessing/devices";
import * as guesses from "./guessing/guesses";
import * as passwords from "./passwords";
import * as sessions from "./sessions";
import type { Caller } from "./tokens";

/**
 * Signing up, in and out. A wrong name and a wrong password are the same refusal after the same time. Whoever signs in over
 * a session, as a browser does with its cookie, ends that one.
 */
export type SignedIn = {
  user: User;
  accessToken: string;
  expiresAt: number;
  refreshToken: string;
  /** What this device shows when it signs in again; not with a refresh. */
  deviceToken?: string;
};
/** Where it comes from, and what is kept there of before. */
export type Origin = { address: string; refreshToken?: string; deviceToken?: string };
type SignUp = { username: string; password: string; nickname: string };
type SignIn = { username: string; password: string; device?: string };

/** A taken name is `conflict`. */
export async function signUp(draft: SignUp, from: Origin): Promise<SignedIn> {
  const undo = reserve("signUps", from.address);
  await passwords.mustBeUncommon(draft.password, "password");
  // Sign-ups of one address stand in line for each other.
  const asker = { own: `new at ${from.address}`, address: from.address };
  const passwordHash = await passwords.hash(draft.password, asker).catch((error: unknown) => {
    undo();
    throw error;
  });
  return enter(from, (tx) => [users.insert(tx, { ...draft, passwordHash }), ""]);
}

export async function signIn({ username, password, device }: SignIn, from: Origin): Promise<SignedIn> {
  const name = username.toLowerCase();
  const { address, deviceToken } = from;
  const known = await guesses.mustProve(users.credentialsOf(name), password, { name, address, deviceToken });
  consume("signIns", `${known.id} ${address}`);
  return enter(from, () => {
    // Proving takes a while: the password may have been changed since, or the account deleted.
    if (users.credentialsById(known.id)?.passwordHash !== known.passwordHash) throw guesses.wrong();
    return [known.id, tidy(device ?? "")];
  });
}

/** Opens a session, for whom and on what `who` finds in the same transaction. */
async function enter(from: Origin, who: (tx: Tx) => [userId: string, device: string]): Promise<SignedIn> {
  const session = commit((tx) => sessions.open(tx, ...who(tx), from.refreshToken));
  const { userId } = session;
  addresses.remember(userId, from.address);
  const deviceToken = tokenOf(userId, from.deviceToken);
  return { ...(await answer(session)), deviceToken };
}

/** The successor of a refresh token. Any that is forged, too old or of an ended session is `unauthenticated`. */
export async function refresh(token: string, address: string): Promise<SignedIn> {
  const session = sessions.renew(token);
  addresses.remember(session.userId, address);
  return answer(session);
}

/** Ends all my other sessions. Answers the token of this device, to which what it has shown is no use any more. */
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

/** For `bun run user reset`: a new password, known to nobody before, and every session ended. */
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

/** Messages stay, and show a deleted user; names are free again; rooms, friends and sessions are left. */
export async function deleteAccount(
  caller: Pick<Caller, "userId" | "sessionId">,
  password: string,
): Promise<void> {
  const { id: userId } = await mustKnow(caller, password, "password");
  await write((tx) => {
    members.leaveAll(tx, userId);
    friends.forgetAll(tx, userId);
    sessions.endAll(tx, userId);
    return users.erase(tx, userId);
  }, avatar.discard);
}

/** Who is signed in already says their password again: a wrong one is their field's fault, not their session's. */
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

async function answer(session: sessions.Session): Promise<SignedIn> {
  return { user: users.find(session.userId), ...(await sessions.tokensOf(session)) };
}
