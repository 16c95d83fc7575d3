import { createSignal, onCleanup } from "solid-js";

import type { User } from "../../../src/protocol/user";
import { api, ask } from "../../api";

// After the last keystroke: there is nothing to ask while someone types.
const PAUSE_MS = 250;

type SearchState = "nothing" | "looking" | "found" | "failed";

/** Searches people on the server by part of their name. Answers can overtake each other: the latest query counts. */
export function createSearch(learn: (users: User[]) => void) {
  const [state, setState] = createSignal<SearchState>("nothing");
  const [users, setUsers] = createSignal<User[]>([]);
  const [cursor, setCursor] = createSignal<string | null>(null);
  let query = "";
  let turn = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(pause));

  function setQuery(next: string): void {
    query = next;
    turn++;
    clearTimeout(pause);
    if (query === "") return void setState("nothing");
    pause = setTimeout(retry, PAUSE_MS);
  }

  function retry(): void {
    if (state() !== "found") setState("looking");
    void fetch([], undefined);
  }

  function more(): void {
    void fetch(users(), cursor() ?? undefined);
  }

  async function fetch(before: User[], from: string | undefined): Promise<void> {
    const mine = ++turn;
    try {
      const page = await ask(() => api.users.get({ query: { q: query, cursor: from } }));
      if (mine !== turn) return;
      learn(page.users);
      setUsers([...before, ...page.users]);
      setCursor(page.cursor ?? null);
      setState("found");
    } catch {
      if (mine === turn) setState("failed");
    }
  }

  return { state, users, hasMore: () => cursor() !== null, setQuery, retry, more };
}
