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
  // As the server gives them: by id. Where `cursor` is null, these are all.
  list: ListedMember[];
  cursor: string | null;
}

// The most that the server gives at once.
const PAGE = 100;

/** Who is in a group, page by page, for as long as someone looks. */
export function createMembers(roomId: () => string) {
  const { me, users, onFrame } = useChat();
  const [known, setKnown] = createStore<MembersState>({ state: "loading", list: [], cursor: null });
  const [isBusy, setBusy] = createSignal(false);
  const [hasFailed, setFailed] = createSignal(false);
  // Where all fit on one page they stand by name; among thousands nobody should move while one reads on.
  const isByName = createMemo(() => known.cursor === null && known.list.length <= PAGE);
  const sorted = createMemo(() => known.list.toSorted(byRank(me.id, isByName() ? users.nameOf : undefined)));
  let isStale = false;

  onMount(() => void refresh());
  // Whatever changes who is in it, or as what, ends in a `room.changed`.
  onCleanup(
    onFrame((frame) => {
      const isOfRoom = frame.type === "room.changed" && frame.roomId === roomId();
      if (isOfRoom || frame.type === "welcome") void refresh();
    }),
  );

  /** All that is here already, anew. What changes meanwhile may be missing in the answer: then once more. */
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
      // What was there is still better than nothing.
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

const memberOf = ({ user, role, joinedSeq }: Member): ListedMember => ({ id: user.id, role, joinedSeq });
