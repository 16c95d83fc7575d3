import type { Room } from "../../../src/protocol/room";
import { isPartOf } from "../../friends/search/match";

// Which rooms the list shows.

export const roomFilters = ["all", "unread", "favourites", "direct"] as const;
export type RoomFilter = (typeof roomFilters)[number];

interface Filtering {
  filter: RoomFilter;
  query: string;
  /** The room on screen: it stays in the list, although opening it may have read its last unread message. */
  openedId: string | undefined;
  nameOf: (room: Room) => string;
}

/** In the order they had. A name that is searched is searched within what the filter leaves. */
export function filtered(rooms: Room[], { filter, query, openedId, nameOf }: Filtering): Room[] {
  if (filter === "all" && query === "") return rooms;
  const isWanted = (room: Room): boolean => fits[filter](room) || (query === "" && room.id === openedId);
  return rooms.filter((room) => isWanted(room) && (query === "" || isPartOf(query, nameOf(room))));
}

const fits: Record<RoomFilter, (room: Room) => boolean> = {
  all: () => true,
  unread: ({ me }) => (me?.unread ?? 0) > 0 || (me?.markedUnread ?? false),
  favourites: ({ me }) => me?.favourite ?? false,
  direct: ({ kind }) => kind === "direct",
};
