import { createSignal } from "solid-js";

import type { User } from "../../src/protocol/user";
import { api, ask, dropToken, isRefused, keepToken, onToken, refresh, type SignedIn } from "../api";

// Who is at this browser: not known yet, nobody, or someone.

const [session, setSession] = createSignal<User | "unknown" | "nobody">("unknown");
export { session };

// Holds no secret: it only tells whether asking for a session is worth it, so that a stranger's page makes no call
// that must fail.
const MARK = "potato.signed-in";
const RETRY_MS = 3000;

onToken(follow);

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
  keepToken(await ask(() => api.sessions.post({ username, password })));
}

export async function signUp(username: string, password: string, nickname: string): Promise<void> {
  keepToken(await ask(() => api.users.post({ username, password, nickname })));
}

/** The page lets go of its socket first, so that the end of the session comes as no surprise to it. */
export async function signOut(): Promise<void> {
  setSession("unknown");
  try {
    await ask(() => api.sessions({ id: "current" }).delete());
  } catch {
    // Offline, or over already: here it ends either way.
  }
  dropToken();
}

// Another tab may have signed in as someone else: the cookie is one for all tabs, and this page follows it.
function follow(signedIn: SignedIn | undefined): void {
  if (!signedIn) {
    localStorage.removeItem(MARK);
    setSession("nobody");
    return;
  }
  localStorage.setItem(MARK, "1");
  const { user } = signedIn;
  setSession((known) => (typeof known === "string" || known.id !== user.id ? user : known));
}
