import { createStore } from "solid-js/store";

import type { User } from "../../src/protocol/user";
import { api, ask } from "../api";
import { words } from "../i18n/words";

export type Users = ReturnType<typeof createUsers>;

// The server's maximum per request.
const AT_ONCE = 100;

/** Every user that this page has met. An unknown one is fetched as soon as it is shown. */
export function createUsers() {
  const [known, setKnown] = createStore<Record<string, User>>({});
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

  function nameOf(id: string): string {
    const user = find(id);
    if (!user) return "…";
    return user.deleted ? words.deletedUser : user.nickname;
  }

  return { learn, find, nameOf };
}
