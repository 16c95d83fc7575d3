import { settled, write } from "../../db/accounts/changes";
import { notFound, Refused } from "../errors";
import * as friends from "../friends/service";
import { consume, forgive } from "../limits";
import { tidy } from "../protocol/text";
import type { User } from "../protocol/user";
import * as members from "../rooms/members/service";
import * as avatar from "../users/avatar/service";
import * as users from "../users/service";
import * as passwords from "./passwords";
import * as sessions from "./sessions";

// Signing up, in and out. A wrong name and a wrong password are the same refusal after the same time.

export type SignedIn = { user: User; accessToken: string; expiresAt: number; refreshToken: string };
type SignUp = { username: string; password: string; nickname: string };
type SignIn = { username: string; password: string; device?: string };

/** A taken name is `conflict`. */
export async function signUp(draft: SignUp, address: string): Promise<SignedIn> {
  consume("signUps", address);
  await passwords.mustBeUncommon(draft.password, "password");
  const passwordHash = await passwords.hash(draft.password);
  const session = write((tx) => sessions.open(tx, users.insert(tx, { ...draft, passwordHash }), ""));
  return answer(session);
}

export async function signIn({ username, password, device }: SignIn, address: string): Promise<SignedIn> {
  const name = username.toLowerCase();
  consume("signInsByAddress", address);
  const known = await mustProve(users.credentialsOf(name), password, { name, address });
  const session = write((tx) => {
    // Proving takes a while: the password may have been changed since, or the account deleted.
    if (users.credentialsById(known.id)?.passwordHash !== known.passwordHash) throw wrong();
    return sessions.open(tx, known.id, tidy(device ?? ""));
  });
  return answer(session);
}

/** The successor of a refresh token. Any that is forged, too old or of an ended session is `unauthenticated`. */
export async function refresh(token: string): Promise<SignedIn> {
  return answer(sessions.renew(token));
}

/** Ends all my other sessions. */
export async function changePassword(
  userId: string,
  change: { current: string; next: string; keep: string; address: string },
) {
  const { current, next, keep, address } = change;
  const own = await mustKnow(userId, current, { address, field: "current" });
  await passwords.mustBeUncommon(next, "next");
  const passwordHash = await passwords.hash(next);
  write((tx) => {
    users.setPassword(tx, own.id, passwordHash);
    sessions.endAll(tx, own.id, keep);
  });
}

/** For `bun run user reset`: a new password, known to nobody before, and every session ended. */
export async function resetPassword(username: string): Promise<string> {
  const own = users.credentialsOf(username);
  if (!own) throw notFound();
  const password = Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString("base64url");
  const passwordHash = await passwords.hash(password);
  write((tx) => {
    users.setPassword(tx, own.id, passwordHash);
    sessions.endAll(tx, own.id);
  });
  return password;
}

/** Messages stay, and show a deleted user; names are free again; rooms, friends and sessions are left. */
export async function deleteAccount(userId: string, password: string, address: string): Promise<void> {
  await mustKnow(userId, password, { address, field: "password" });
  const picture = write((tx) => {
    members.leaveAll(tx, userId);
    friends.forgetAll(tx, userId);
    sessions.endAll(tx, userId);
    return users.erase(tx, userId);
  });
  await avatar.discard(picture);
  await settled();
}

const wrong = () => new Refused("unauthenticated", { detail: "Wrong username or password." });

type Try = { name: string; address: string };

async function mustProve(
  known: { id: string; passwordHash: string } | undefined,
  password: string,
  { name, address }: Try,
) {
  const pair = `${name} ${address}`;
  consume("guesses", pair);
  consume("guessesFromAll", name);
  const isRight = await passwords.isRight(password, known?.passwordHash);
  if (!isRight || !known) throw wrong();
  forgive("guesses", pair);
  return known;
}

/** Who is signed in already says their password again: a wrong one is their field's fault, not their session's. */
async function mustKnow(
  userId: string,
  password: string,
  { address, field }: { address: string; field: string },
) {
  try {
    return await mustProve(users.credentialsById(userId), password, { name: userId, address });
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "unauthenticated") throw error;
    throw new Refused("forbidden", { errors: [{ path: field, message: "not the password" }] });
  }
}

async function answer(session: sessions.Session): Promise<SignedIn> {
  return { user: users.find(session.userId), ...(await sessions.tokensOf(session)) };
}
