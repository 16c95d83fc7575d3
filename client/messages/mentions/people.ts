import { createMemo } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { beginsWith, isPartOf } from "../../friends/search/match";
import { useChat } from "../../live/chat";
import { createMembers } from "../../rooms/members/members";
import { createMemberSearch } from "../../rooms/members/search/search";
import { EVERYONE } from "./tokens";
import { mentioning } from "./words";

// As src/protocol/mentions.ts has it.
const MOST_FOR_EVERYONE = 200;
const MOST_SHOWN = 50;

/** Whom I can mention in this room, as `query` finds them; the ids, the best first. */
export function createMentionable(roomId: string, query: () => string | undefined) {
  const chat = useChat();
  const room = () => chat.rooms.find(roomId);
  const members = room()?.kind === "group" ? createMembers(() => roomId) : undefined;
  const search =
    members &&
    createMemberSearch(
      () => roomId,
      () => members,
    );

  const everyone = (text: string): string[] =>
    mayMentionAll(room()) && ["all", "everyone", "모두"].some((name) => beginsWith(text, name))
      ? [EVERYONE]
      : [];

  const ids = createMemo((): string[] => {
    const text = query();
    if (text === undefined) return [];
    const own = room()?.peer?.id;
    const found = search
      ? search.shown().map(({ id }) => id)
      : [own ?? []].flat().filter((id) => fits(text, id));
    const others = found.filter((id) => id !== chat.me.id && isThere(id));
    const written = text.trim() === text ? others : others.filter((id) => hasBlank(text, id));
    const best = bestFirst(written, text).slice(0, MOST_SHOWN);
    // Nobody notifies everyone by an @ and Enter alone.
    return text === "" ? [...best, ...everyone(text)] : [...everyone(text), ...best];
  });

  const isThere = (id: string): boolean => !chat.users.find(id)?.deleted && !chat.friends.isBlocked(id);

  const fits = (text: string, id: string): boolean =>
    isPartOf(text, chat.users.nameOf(id)) || isPartOf(text, chat.users.find(id)?.username ?? "");

  // A search ignores blanks. After one, only a name that has it there is still being written.
  const hasBlank = (text: string, id: string): boolean =>
    chat.users.nameOf(id).toLowerCase().startsWith(text.toLowerCase());

  /** Names that begin with it, then whoever has written here last. */
  function bestFirst(found: string[], text: string): string[] {
    const spoken = new Map(
      (chat.messages.find(roomId)?.entries ?? []).flatMap((one) =>
        one.kind === "text" ? [[one.authorId, one.seq] as const] : [],
      ),
    );
    const begins = (id: string) => Number(text !== "" && beginsWith(text, chat.users.nameOf(id)));
    return found
      .map((id) => ({ id, begins: begins(id), spoken: spoken.get(id) ?? 0 }))
      .sort((one, other) => other.begins - one.begins || other.spoken - one.spoken)
      .map(({ id }) => id);
  }

  return { ids, setQuery: (text: string) => search?.setQuery(text), noteOf };

  function noteOf(id: string): string {
    return id === EVERYONE ? mentioning().everyoneNote : (chat.users.find(id)?.username ?? "");
  }
}

const mayMentionAll = (room: Room | undefined): boolean =>
  room?.kind === "group" && room.me?.role !== "member" && room.memberCount <= MOST_FOR_EVERYONE;
