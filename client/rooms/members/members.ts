import { createMemo, createSignal, onCleanup, onMount } from "solid-js";
import { createStore, reconcile } from "solid-js/store";

import type { Member } from "../../../src/protocol/room";
import { api, ask } from "../../api";
import { useChat } from "../../live/chat";
import type { Loading } from "../../ui/States";
import { byRank, type ListedMember } from "./ranks";

export type Members = ReturnType<typeof createMembers>;

interface MembersState {
  state: Loading;
  // In the server's order, by id. If `cursor` is null, the list is complete.
  list: ListedMember[];
  cursor: string | null;
}

// The server's maximum.
const PAGE = 100;

/** The members of a group, page by page, while the list is shown. */
export function createMembers(roomId: () => string) {
  const { me, users, onFrame } = useChat();
  const [known, setKnown] = createStore<MembersState>({ state: "loading", list: [], cursor: null });
  const [isBusy, setBusy] = createSignal(false);
  const [hasFailed, setFailed] = createSignal(false);
  // Sorted by name if they fit on one page; in a list of thousands, rows must not move while people read.
  const isByName = createMemo(() => known.cursor === null && known.list.length <= PAGE);
  const sorted = createMemo(() => [...known.list].sort(byRank(me.id, isByName() ? users.nameOf : undefined)));
  let isStale = false;

  onMount(() => void refresh());
  // Every change of members or roles ends in a `room.changed`.
  onCleanup(
    onFrame((frame) => {
      const isOfRoom = frame.type === "room.changed" && frame.roomId === roomId();
      if (isOfRoom || frame.type === "welcome") void refresh();
    }),
  );

  /** Fetches all loaded pages again. A change in the meantime may be missing in the answer: then once more. */
  async function refresh(): Promise<void> {
    isStale = true;
    if (isBusy()) return;
    setBusy(true);
    while (isStale) {
      isStale = false;
      await fetch([], undefined, known.list.length);
    }
    setBusy(false);
  }

  async function more(): Promise<void> {
    if (isBusy() || known.cursor === null) return;
    setBusy(true);
    await fetch(known.list, known.cursor, 0);
    setBusy(false);
    if (isStale) await refresh();
  }

  async function fetch(before: ListedMember[], from: string | undefined, atLeast: number): Promise<void> {
    const list = [...before];
    let cursor: string | null | undefined = from;
    setFailed(false);
    if (known.list.length === 0) setKnown("state", "loading");
    try {
      do {
        const page = await fetchPage(cursor);
        list.push(...page.members.map(memberOf));
        cursor = page.cursor;
      } while (cursor !== null && list.length < atLeast);
      setKnown({ state: "ready", cursor });
      setKnown("list", reconcile(list));
    } catch {
      // A list from before is better than none.
      if (known.list.length === 0) setKnown("state", "failed");
      else setFailed(true);
    }
  }

  async function fetchPage(cursor: string | undefined) {
    const page = await ask(() => api.rooms({ id: roomId() }).members.get({ query: { limit: PAGE, cursor } }));
    users.learn(page.members.map(({ user }) => user));
    return page;
  }

  return { known, sorted, isBusy, hasFailed, refresh, more };
}

/** As it is kept; the person is in `users`. */
export const memberOf = ({ user, role, joinedSeq }: Member): ListedMember => ({
  id: user.id,
  role,
  joinedSeq,
});
