import { createMemo } from "solid-js";

import { isPartOf } from "../../friends/search/match";
import { createSearch } from "../../friends/search/search";
import { useChat } from "../../live/chat";
import { createMembers } from "../../rooms/members/members";
import { createMemberSearch } from "../../rooms/members/search/search";

// More are found by typing more.
const MOST = 20;

/** Whose messages one may look for: the members of the room, or everyone. */
export function createAuthors(roomId: string | undefined, query: () => string) {
  const chat = useChat();
  const room = roomId === undefined ? undefined : chat.rooms.find(roomId);
  const search =
    room?.kind === "group" ? searchMembers(room.id) : searchEveryone(room?.peer ? [room.peer.id] : undefined);
  const ids = createMemo(() => [...new Set(search.ids())].slice(0, MOST));
  return { ids, setQuery: search.setQuery };

  function searchMembers(id: string) {
    const members = createMembers(() => id);
    const { shown, setQuery } = createMemberSearch(
      () => id,
      () => members,
    );
    return { ids: () => shown().map((member) => member.id), setQuery };
  }

  /** In a chat of two there are no others. Otherwise those whom I know are here, and all others on the server. */
  function searchEveryone(peers: string[] | undefined) {
    const { users, setQuery } = createSearch(chat.users.learn);
    const known = () =>
      peers ?? [
        ...chat.friends.known.list.map(({ user }) => user.id),
        ...chat.rooms.sorted().flatMap(({ peer }) => peer?.id ?? []),
      ];
    const fitting = () => [chat.me.id, ...known()].filter((id) => fits(query(), id));
    const others = () => (peers || query() === "" ? [] : users().map(({ id }) => id));
    return { ids: () => [...fitting(), ...others()], setQuery: (text: string) => !peers && setQuery(text) };
  }

  function fits(text: string, id: string): boolean {
    return (
      isPartOf(text, chat.users.nameOf(id)) ||
      (chat.users.find(id)?.username ?? "").includes(text.toLowerCase())
    );
  }
}
