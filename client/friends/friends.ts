import { batch, createMemo } from "solid-js";
import { createStore, unwrap } from "solid-js/store";

import type { Friend, User } from "../../src/protocol/user";
import { api, ask } from "../api";
import type { FrameOf } from "../live/frame";
import type { Loading } from "../ui/States";
import type { Users } from "../users/users";
import { withFriend, withProfile } from "./order";
import { createPresence } from "./presence";

interface FriendsState {
  state: Loading;
  /** Not only what was kept: the server was asked, and has answered as it could. */
  isCurrent: boolean;
  list: Friend[];
  blocked: User[];
}

/** My friends in the server's order, and the people I block. Fetched on each connection, then updated by frames. */
export function createFriends({ learn, setAlias }: Pick<Users, "learn" | "setAlias">) {
  const [known, setKnown] = createStore<FriendsState>({
    state: "loading",
    isCurrent: false,
    list: [],
    blocked: [],
  });
  const presence = createPresence();
  // Answers can overtake each other: only the latest request counts. And what has changed since then may be missing in it.
  let asked = 0;
  let hasChanged = false;

  const find = (userId: string): Friend | undefined => known.list.find(({ user }) => user.id === userId);
  // Each row of a message asks.
  const blockedIds = createMemo(() => new Set(known.blocked.map(({ id }) => id)));
  const isBlocked = (userId: string): boolean => blockedIds().has(userId);

  async function fetch(): Promise<void> {
    const turn = ++asked;
    hasChanged = false;
    presence.requested();
    if (known.state === "failed") setKnown("state", "loading");
    try {
      const [{ friends }, { users }] = await Promise.all([
        ask(() => api.friends.get()),
        ask(() => api.blocks.get()),
      ]);
      if (turn !== asked) return;
      if (hasChanged) return await fetch();
      batch(() => (receiveList(friends, users), setKnown("isCurrent", true)));
    } catch {
      if (turn !== asked) return;
      setKnown("isCurrent", true);
      // A list from before is better than none.
      if (known.list.length === 0) setKnown("state", "failed");
    }
  }

  /** As they were when they were kept. */
  function restore(friends: Friend[], blocked: User[]): void {
    batch(() => receiveList(friends, blocked));
  }

  function receiveList(friends: Friend[], blocked: User[]): void {
    learn([...friends.map(({ user }) => user), ...blocked]);
    presence.receiveList(friends);
    const ids = new Set(friends.map(({ user }) => user.id));
    for (const { user } of known.list) if (!ids.has(user.id)) setAlias(user.id, null);
    for (const { user, alias } of friends) setAlias(user.id, alias);
    // Who is there already stays the same object: else their row would be made anew, and lose the focus.
    const at = new Map(known.list.map(({ user }, index) => [user.id, index]));
    const list = friends.map((friend) => {
      const index = at.get(friend.user.id);
      if (index === undefined) return friend;
      setKnown("list", index, friend);
      return unwrap(known.list[index]!);
    });
    setKnown({ state: "ready", list, blocked });
  }

  function setList(next: (all: Friend[]) => Friend[]): void {
    hasChanged = true;
    setKnown("list", next);
  }

  function setBlocked(next: (all: User[]) => User[]): void {
    hasChanged = true;
    setKnown("blocked", next);
  }

  /** A new friend's presence is known to the server only. */
  function changed({ user, favourite, alias, since }: FrameOf<"friend.changed">): void {
    learn([user]);
    setAlias(user.id, alias);
    const isNew = !find(user.id);
    setList((all) => withFriend(all, { user, favourite, alias, since }));
    if (isNew) void fetch();
  }

  /** Someone's profile has changed. */
  function renamed(user: User): void {
    setList((all) => withProfile(all, user));
    setBlocked((all) => all.map((one) => (one.id === user.id ? user : one)));
  }

  function removed(userId: string): void {
    presence.receive({ online: [], offline: [userId] });
    setAlias(userId, null);
    setList((all) => all.filter(({ user }) => user.id !== userId));
  }

  async function add(user: User): Promise<void> {
    await ask(() => api.friends({ userId: user.id }).put({}));
    if (!find(user.id)) await fetch();
  }

  async function favour(userId: string, favourite: boolean): Promise<void> {
    await ask(() => api.friends({ userId }).put({ favourite }));
    setList((all) => all.map((one) => (one.user.id === userId ? { ...one, favourite } : one)));
  }

  /** What I call them from now on; an empty alias is none. The frame `friend.changed` brings it. */
  const call = (userId: string, alias: string): Promise<unknown> =>
    ask(() => api.friends({ userId }).put({ alias }));

  async function remove(userId: string): Promise<void> {
    await ask(() => api.friends({ userId }).delete());
    removed(userId);
  }

  async function block(user: User): Promise<void> {
    await ask(() => api.blocks({ userId: user.id }).put());
    removed(user.id);
    blockChanged({ user, blocked: true });
  }

  async function unblock(userId: string): Promise<void> {
    await ask(() => api.blocks({ userId }).delete());
    unlist(userId);
  }

  /** Here or on another device. */
  function blockChanged({ user, blocked }: Omit<FrameOf<"block.changed">, "type">): void {
    if (!blocked) return unlist(user.id);
    if (!isBlocked(user.id)) setBlocked((all) => [...all, user]);
  }

  const unlist = (userId: string): void => setBlocked((all) => all.filter(({ id }) => id !== userId));

  return {
    known,
    find,
    isBlocked,
    isOnline: presence.isOnline,
    receivePresence: presence.receive,
    fetch,
    restore,
    changed,
    renamed,
    blockChanged,
    removed,
    add,
    favour,
    call,
    remove,
    block,
    unblock,
  };
}
