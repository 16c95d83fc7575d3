import { createSignal, untrack } from "solid-js";

import type { User } from "../../src/protocol/user";
import {
  api,
  ask,
  assumeSession,
  currentToken,
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
import type { readAccount } from "../kept/database";
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

type Kept = NonNullable<Awaited<ReturnType<typeof readAccount>>>;

export const loadKept = () => import("../kept/database");
const isNobody = (): boolean => !ofBrowser.get(MARK) && ofBrowser.isWritable();
// As early as possible: the first screen is painted from it. Rejects where there is no database.
let reading: Promise<Kept | undefined> | undefined = isNobody()
  ? undefined
  : loadKept().then((database) => database.readAccount());
reading?.catch(() => undefined);
const [kept, setKept] = createSignal<Kept>();

onToken(follow);
addEventListener("storage", followTabs);

/** What this browser has kept of that user, until the server has said how it is now. */
export function keptOf(userId: string): Kept | undefined {
  const now = kept();
  return now?.user.id === userId ? now : undefined;
}

/** What is kept here is not right, or not theirs any more. */
export const forgetKept = (): Promise<void> => {
  reading = undefined;
  setKept();
  return loadKept()
    .then((database) => database.eraseKept())
    .catch(() => undefined);
};

/**
 * On load. While offline it retries: being offline is not being signed out. A browser that stores nothing may have a session
 * all the same: there the call is made.
 */
export async function resume(): Promise<void> {
  // A browser that was killed soon after the sign-in may have lost mark and cookie, and still have the rest.
  if (isNobody()) return void setSession("nobody");
  void openKept();
  try {
    await refresh();
  } catch (error) {
    if (isRefused(error, "unauthenticated")) return;
    // The link of a page that shows what was kept tries, too.
    setTimeout(() => currentToken() || void resume(), RETRY_MS);
  }
}

/** The page opens as whoever was here last, while the server is asked, or cannot be. */
async function openKept(): Promise<void> {
  const now = reading;
  const found = await now?.catch(() => undefined);
  // What was read at the start holds once, and not after an end.
  if (!found || reading !== now) return;
  reading = undefined;
  setKept(found);
  // The server was faster: it only says how things were, such as the name of a room that is not mine any more.
  if (currentToken()) return;
  assumeSession();
  setSession(found.user);
}

export async function signIn(username: string, password: string): Promise<void> {
  const device = thisDevice();
  const post = (given: string) => ask(() => api.sessions.post({ username, password: given, device }));
  keepToken(await withPassword(password, isWrongPassword, post));
}

export async function signUp(username: string, password: string, nickname: string): Promise<void> {
  keepToken(await ask(() => api.users.post({ username, password: composed(password), nickname })));
}

/** While `end` runs, the end of the session is expected. If the server refuses, the session continues. */
export async function endSession(end: () => Promise<unknown>): Promise<void> {
  isLeaving = true;
  try {
    await leave(end);
  } finally {
    isLeaving = false;
  }
}

export const isWrongPassword = (error: unknown): boolean =>
  (["unauthenticated", "forbidden", "invalid"] as const).some((code) => isRefused(error, code));

/** Before a link reconnects; with a fresh token if the last one was refused. Throws if there is no session. */
export async function ready(mustRefresh: boolean): Promise<void> {
  await sessionContinues();
  if (mustRefresh || !currentToken()) await refresh();
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
    void forgetKept();
    setSession("nobody");
    return;
  }
  ofBrowser.set(MARK, "1");
  const { user } = signedIn;
  const before = untrack(kept);
  if (before && before.user.id !== user.id) void forgetKept();
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
