import { createSignal } from "solid-js";
import { createStore } from "solid-js/store";

import type { User } from "../../src/protocol/user";

interface KnownOptions {
  fetch: (ids: string[]) => Promise<User[]>;
  /** In ms. */
  now?: () => number;
  /** How long after a reconnect to refresh the users on screen. Lists that are fetched anyway come first. */
  pause?: () => number;
}

// The server's maximum per request.
const AT_ONCE = 100;
// An answer that was under way when `user.changed` came may be older than the frame, but not by more than this.
const DOUBT_MS = 10_000;
// After a restart of the server, its many clients must not all ask at once.
const pauseAtRandom = () => 2000 + Math.random() * 3000;

/**
 * Every user that this page has met, as last seen. An unknown one is fetched as soon as it is shown, and after a reconnect
 * those on screen are fetched again: `user.changed` may have been missed.
 */
export function createKnown({ fetch, now = () => performance.now(), pause = pauseAtRandom }: KnownOptions) {
  const [known, setKnown] = createStore<Record<string, User>>({});
  // Users learned in a connection before this one may be out of date.
  const [oldest, setOldest] = createSignal(0);
  const learnedIn = new Map<string, number>();
  const framedAt = new Map<string, number>();
  // Asked for and not answered. An id that the server does not know stays here.
  const asked = new Set<string>();
  let wanted: string[] = [];
  let connection = 0;
  let refreshing: ReturnType<typeof setTimeout> | undefined;

  /** Users in the answer to some request, which may be older than a frame. Where they differ, the user is asked for again. */
  function learn(users: User[]): void {
    for (const user of users) {
      const isDoubtful = now() - (framedAt.get(user.id) ?? -Infinity) < DOUBT_MS;
      if (!isDoubtful) put(user, connection);
      else if (!isSame(known[user.id], user)) want(user.id);
    }
  }

  /** A user as of now, from a frame. */
  function receive(user: User): void {
    framedAt.set(user.id, now());
    put(user, connection);
  }

  function find(id: string): User | undefined {
    const user = known[id];
    if (!user || (learnedIn.get(id) ?? 0) < oldest()) want(id);
    return user;
  }

  /** Without asking for anyone. */
  const peek = (id: string): User | undefined => known[id];

  /** Frames may have been missed since the connection before. */
  function connected(): void {
    if (++connection === 1) return;
    const current = connection;
    clearTimeout(refreshing);
    refreshing = setTimeout(() => setOldest(current), pause());
  }

  const stop = (): void => clearTimeout(refreshing);

  function put(user: User, since: number): void {
    learnedIn.set(user.id, since);
    if (!isSame(known[user.id], user)) setKnown({ [user.id]: user });
  }

  // Everything that one screen needs is one request.
  function want(id: string): void {
    if (asked.has(id)) return;
    asked.add(id);
    if (wanted.push(id) === 1) queueMicrotask(() => void fetchWanted());
  }

  async function fetchWanted(): Promise<void> {
    const ids = wanted.splice(0, AT_ONCE);
    if (wanted.length > 0) queueMicrotask(() => void fetchWanted());
    const [askedAt, askedIn] = [now(), connection];
    try {
      for (const user of await fetch(ids)) {
        asked.delete(user.id);
        if ((framedAt.get(user.id) ?? -Infinity) <= askedAt) put(user, askedIn);
      }
    } catch {
      for (const id of ids) asked.delete(id);
    }
  }

  return { learn, receive, find, peek, connected, stop };
}

const isSame = (one: User | undefined, other: User): boolean =>
  one !== undefined && (Object.keys(other) as (keyof User)[]).every((key) => one[key] === other[key]);
