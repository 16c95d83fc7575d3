import { createStore, produce } from "solid-js/store";

import type { Friend, User } from "../../src/protocol/user";
import { api, ask } from "../api";
import type { FrameOf } from "../live/frame";
import type { Loading } from "../ui/States";
import type { Users } from "../users/users";
import { createPresence } from "./presence";

/** With what I call them, if that is not their nickname. */
export type NamedFriend = Friend & { alias?: string | null };

interface FriendsState {
  state: Loading;
  list: NamedFriend[];
  blocked: User[];
}

/** My friends in the server's order, and the people I block. Fetched on each connection, then updated by frames. */
export function createFriends({ learn, setAlias, setAllAliases }: Users) {
  const [known, setKnown] = createStore<FriendsState>({ state: "loading", list: [], blocked: [] });
  const presence = createPresence();
  // Answers can overtake each other: only the latest request counts.
  let asked = 0;

  const find = (userId: string): NamedFriend | undefined => known.list.find(({ user }) => user.id === userId);
  const isBlocked = (userId: string): boolean => known.blocked.some(({ id }) => id === userId);

  async function fetch(): Promise<void> {
    const turn = ++asked;
    presence.requested();
    if (known.state === "failed") setKnown("state", "loading");
    try {
      const [{ friends }, { users }] = await Promise.all([
        ask(() => api.friends.get()),
        ask(() => api.blocks.get()),
      ]);
      if (turn !== asked) return;
      learn([...friends.map(({ user }) => user), ...users]);
      presence.receiveList(friends);
      setAllAliases(aliasesOf(friends));
      setKnown({ state: "ready", list: friends, blocked: users });
    } catch {
      // A list from before is better than none.
      if (turn === asked && known.list.length === 0) setKnown("state", "failed");
    }
  }

  /** At once if the order stays the same; only the server knows where a new friend or a new name belongs. */
  function changed(frame: FrameOf<"friend.changed">): void {
    const { user, favourite, since, alias }: NamedFriend = frame;
    learn([user]);
    const old = find(user.id);
    const hasPlace = old?.user.nickname === user.nickname && (old.alias ?? "") === (alias ?? "");
    if (!hasPlace) return void fetch();
    setKnown("list", (one) => one.user.id === user.id, { user, favourite, since });
  }

  function removed(userId: string): void {
    presence.receive({ online: [], offline: [userId] });
    setAlias(userId, undefined);
    setKnown("list", (all) => all.filter(({ user }) => user.id !== userId));
  }

  async function add(user: User): Promise<void> {
    await ask(() => api.friends({ userId: user.id }).put({}));
    if (!find(user.id)) await fetch();
  }

  async function favour(userId: string, favourite: boolean): Promise<void> {
    await ask(() => api.friends({ userId }).put({ favourite }));
    setKnown("list", (one) => one.user.id === userId, "favourite", favourite);
  }

  /** Changes what I call them, for me alone; with an empty name they have their nickname again. */
  async function rename(userId: string, name: string): Promise<void> {
    const alias = name.trim() || null;
    const change: { favourite?: boolean; alias: string | null } = { alias };
    await ask(() => api.friends({ userId }).put(change));
    setAlias(userId, alias ?? undefined);
    await fetch();
  }

  async function remove(userId: string): Promise<void> {
    await ask(() => api.friends({ userId }).delete());
    removed(userId);
  }

  async function block(user: User): Promise<void> {
    await ask(() => api.blocks({ userId: user.id }).put());
    removed(user.id);
    if (isBlocked(user.id)) return;
    setKnown(
      "blocked",
      produce((all) => void all.push(user)),
    );
  }

  async function unblock(userId: string): Promise<void> {
    await ask(() => api.blocks({ userId }).delete());
    setKnown("blocked", (all) => all.filter(({ id }) => id !== userId));
  }

  return {
    known,
    find,
    isBlocked,
    isOnline: presence.isOnline,
    receivePresence: presence.receive,
    fetch,
    changed,
    removed,
    add,
    favour,
    rename,
    remove,
    block,
    unblock,
  };
}

const aliasesOf = (friends: NamedFriend[]): Record<string, string> =>
  Object.fromEntries(friends.flatMap(({ user, alias }) => (alias ? [[user.id, alias]] : [])));
