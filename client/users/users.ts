import { createStore, reconcile } from "solid-js/store";

import type { User } from "../../src/protocol/user";
import { api, ask } from "../api";
import { words } from "../i18n/words";
import { displayName } from "./displayName";

export type Users = ReturnType<typeof createUsers>;

// The server's maximum per request.
const AT_ONCE = 100;

/** Every user that this page has met. An unknown one is fetched as soon as it is shown. */
export function createUsers(meId: string) {
  const [known, setKnown] = createStore<Record<string, User>>({});
  // What I call my friends, by their ids.
  const [aliases, setAliases] = createStore<Record<string, string>>({});
  const asked = new Set<string>();
  let wanted: string[] = [];

  function learn(users: User[]): void {
    setKnown(Object.fromEntries(users.map((user) => [user.id, user])));
  }

  function find(id: string): User | undefined {
    const user = known[id];
    if (!user && !asked.has(id)) want(id);
    return user;
  }

  // Everything that one screen needs is one request.
  function want(id: string): void {
    asked.add(id);
    if (wanted.push(id) === 1) queueMicrotask(() => void fetchWanted());
  }

  async function fetchWanted(): Promise<void> {
    const ids = wanted.splice(0, AT_ONCE);
    if (wanted.length > 0) queueMicrotask(() => void fetchWanted());
    try {
      learn((await ask(() => api.users.get({ query: { ids: ids.join(",") } }))).users);
    } catch {
      for (const id of ids) asked.delete(id);
    }
  }

  const nameOf = (id: string): string => displayName(find(id), aliases[id], words.deletedUser);

  /** The name that everyone sees. */
  const nicknameOf = (id: string): string => displayName(find(id), undefined, words.deletedUser);

  const aliasOf = (id: string): string | undefined => aliases[id];

  /** What I call all my friends; whoever is not among them has no other name any more. */
  const setAllAliases = (all: Record<string, string>): void => setAliases(reconcile(all));

  const setAlias = (id: string, alias: string | undefined): void => setAliases({ [id]: alias });

  return { meId, learn, find, nameOf, nicknameOf, aliasOf, setAllAliases, setAlias };
}
