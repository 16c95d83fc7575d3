import { createSignal, onCleanup } from "solid-js";

import { api, ask } from "../../../api";
import { matches } from "../../../friends/search/match";
import { useChat } from "../../../live/chat";
import { type Members, memberOf } from "../members";
import type { ListedMember } from "../ranks";
import { withFound } from "./found";

// After the last keystroke: there is nothing to ask while someone types.
const PAUSE_MS = 250;
// One page: whoever finds more than a hundred types another letter.
const MOST = 100;

/**
 * Members whose name matches. Those that are loaded are searched here; if there are more, the server is asked, too. Answers
 * can overtake each other: the latest query counts.
 */
export function createMemberSearch(roomId: () => string, members: () => Members) {
  const { users } = useChat();
  const [query, setCurrent] = createSignal("");
  const [isLooking, setLooking] = createSignal(false);
  const [hasFailed, setFailed] = createSignal(false);
  const [elsewhere, setElsewhere] = createSignal<ListedMember[]>([]);
  let turn = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(pause));

  function fits({ id }: ListedMember): boolean {
    const user = users.find(id);
    return user !== undefined && matches(query(), user, users.aliasOf(id));
  }

  /** What to show: all that are loaded, or who matches. */
  const shown = (): ListedMember[] =>
    query() === "" ? members().sorted() : withFound(members().sorted(), elsewhere()).filter(fits);

  function setQuery(next: string): void {
    setCurrent(next);
    setFailed(false);
    turn++;
    clearTimeout(pause);
    const isAsked = next !== "" && members().known.cursor !== null;
    setLooking(isAsked);
    if (isAsked) pause = setTimeout(() => void fetch(next), PAUSE_MS);
  }

  async function fetch(q: string): Promise<void> {
    const mine = ++turn;
    const wanted: { q: string; limit: number; cursor?: string } = { q, limit: MOST };
    try {
      const page = await ask(() => api.rooms({ id: roomId() }).members.get({ query: wanted }));
      users.learn(page.members.map(({ user }) => user));
      // They stay, so that the next letter narrows what is there already.
      setElsewhere(withFound(elsewhere(), page.members.map(memberOf)));
    } catch {
      if (mine === turn) setFailed(true);
    }
    if (mine === turn) setLooking(false);
  }

  return { query, setQuery, shown, isLooking, hasFailed };
}
