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
  stays,
} from "../api";
import { thisDevice } from "./device";

// Who is at this browser: not known yet, nobody, or someone.

const [session, setSession] = createSignal<User | "unknown" | "nobody">("unknown");
// It ended without anyone here having said so: another device signed this one out, or it was away too long.
const [hasEnded, setEnded] = createSignal(false);
export { hasEnded, session };

let isLeaving = false;

// Holds no secret: it only tells whether asking for a session is worth it, so that a stranger's page makes no call
// that must fail.
const MARK = "potato.signed-in";
const RETRY_MS = 3000;

onToken(follow);
addEventListener("storage", followTabs);

/** At load. Without a network it asks again until there is one: to be offline is not to be signed out. */
export async function resume(): Promise<void> {
  if (!localStorage.getItem(MARK)) return void setSession("nobody");
  try {
    await refresh();
  } catch (error) {
    if (!isRefused(error, "unauthenticated")) setTimeout(() => void resume(), RETRY_MS);
  }
}

export async function signIn(username: string, password: string): Promise<void> {
  keepToken(await ask(() => api.sessions.post({ username, password, device: thisDevice() })));
}

export async function signUp(username: string, password: string, nickname: string): Promise<void> {
  keepToken(await ask(() => api.users.post({ username, password, nickname })));
}

export async function signOut(): Promise<void> {
  await leaving(() => ask(() => api.sessions({ id: "current" }).delete(), true).catch(() => undefined));
}

/** On every device, this one too. */
export async function signOutEverywhere(): Promise<void> {
  await leaving(() => ask(() => api.sessions.delete(), true));
}

export async function deleteAccount(password: string): Promise<void> {
  await leaving(() => ask(() => api.me.delete({ password }), true));
}

// That the session ends comes as no surprise here. Where the server says no, it goes on.
async function leaving(end: () => Promise<unknown>): Promise<void> {
  isLeaving = true;
  try {
    await leave(end);
  } finally {
    isLeaving = false;
  }
}

/** Before a link is opened again, with a fresh token where the one before is no longer taken. Throws where there is none. */
export async function ready(mustRefresh: boolean): Promise<void> {
  await stays();
  if (mustRefresh) await refresh();
}

// Another tab may have signed in as someone else: the cookie is one for all tabs, and this page follows it.
function follow(signedIn: SignedIn | undefined): void {
  if (!signedIn) {
    setEnded(!isLeaving);
    localStorage.removeItem(MARK);
    setSession("nobody");
    return;
  }
  localStorage.setItem(MARK, "1");
  const { user } = signedIn;
  setSession((known) => (typeof known === "string" || known.id !== user.id ? user : known));
}

// What was done in another tab holds here at once, without a call that must fail.
function followTabs({ key, newValue }: StorageEvent): void {
  if (key !== MARK) return;
  if (newValue) return void resume();
  isLeaving = true;
  dropToken();
  isLeaving = false;
}
