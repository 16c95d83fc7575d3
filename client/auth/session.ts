import { createSignal } from "solid-js";

import type { User } from "../../src/protocol/user";
import {
  api,
  ask,
  dropToken,
  isRefused,
  keepToken,
  leave,
  onToken,
  refresh,
  type SignedIn,
  sessionContinues,
} from "../api";
import { ofBrowser } from "../browser/storage";
import { unsent } from "../messages/composer/unsent";
import { thisDevice } from "./device";
import { forgetHabits } from "./habits";
import { composed, withPassword } from "./password";

// Who is signed in at this browser: not known yet, nobody, or a user.

const [session, setSession] = createSignal<User | "unknown" | "nobody">("unknown");
// It ended without a sign-out here: another device ended it, or it expired.
const [hasEnded, setEnded] = createSignal(false);
export { hasEnded, session };

let isLeaving = false;

// Holds no secret: it only records whether there may be a session to resume, so that the page of a stranger makes no
// call that must fail.
const MARK = "potato.signed-in";
const RETRY_MS = 3000;

onToken(follow);
addEventListener("storage", followTabs);

/**
 * On load. While offline it retries: being offline is not being signed out. A browser that stores nothing may have a session
 * all the same: there the call is made.
 */
export async function resume(): Promise<void> {
  if (!ofBrowser.get(MARK) && ofBrowser.isWritable()) return void setSession("nobody");
  try {
    await refresh();
  } catch (error) {
    if (!isRefused(error, "unauthenticated")) setTimeout(() => void resume(), RETRY_MS);
  }
}

export async function signIn(username: string, password: string): Promise<void> {
  const device = thisDevice();
  const post = (given: string) => ask(() => api.sessions.post({ username, password: given, device }));
  keepToken(await withPassword(password, isWrongPassword, post));
}

export async function signUp(username: string, password: string, nickname: string): Promise<void> {
  keepToken(await ask(() => api.users.post({ username, password: composed(password), nickname })));
}

export async function signOut(): Promise<void> {
  await endSession(() => ask(() => api.sessions({ id: "current" }).delete(), true).catch(() => undefined));
}

/** On every device, including this one. */
export async function signOutEverywhere(): Promise<void> {
  await endSession(() => ask(() => api.sessions.delete(), true));
}

export async function deleteAccount(password: string): Promise<void> {
  const end = (given: string) => ask(() => api.me.delete({ password: given }), true);
  await endSession(() => withPassword(password, isWrongPassword, end));
}

export async function changePassword(current: string, next: string): Promise<void> {
  const put = (given: string) => ask(() => api.me.password.put({ current: given, next: composed(next) }));
  await withPassword(current, isWrongPassword, put);
}

const isWrongPassword = (error: unknown): boolean =>
  (["unauthenticated", "forbidden", "invalid"] as const).some((code) => isRefused(error, code));

// Marks the end as expected. If the server refuses, the session continues.
async function endSession(end: () => Promise<unknown>): Promise<void> {
  isLeaving = true;
  try {
    await leave(end);
  } finally {
    isLeaving = false;
  }
}

/** Before a link reconnects; with a fresh token if the last one was refused. Throws if there is no session. */
export async function ready(mustRefresh: boolean): Promise<void> {
  await sessionContinues();
  if (mustRefresh) await refresh();
}

// Another tab may have signed in as someone else: all tabs share the cookie, and this page follows it.
function follow(signedIn: SignedIn | undefined): void {
  if (!signedIn) {
    setEnded(!isLeaving);
    // Who signs in again after an end that they did not ask for goes on where they were.
    if (isLeaving) {
      unsent.forgetAll();
      forgetHabits();
    }
    ofBrowser.set(MARK, undefined);
    setSession("nobody");
    return;
  }
  ofBrowser.set(MARK, "1");
  const { user } = signedIn;
  setSession((known) => (typeof known === "string" || known.id !== user.id ? user : known));
}

// A sign-out in another tab takes effect here at once, without a call that must fail.
function followTabs({ key, newValue }: StorageEvent): void {
  if (key !== MARK) return;
  if (newValue) return void resume();
  isLeaving = true;
  dropToken();
  isLeaving = false;
}
