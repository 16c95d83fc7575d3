import { beginsWith, isPartOf } from "../../friends/search/match";

/** Somewhere to go: a room, or a friend with whom there is no chat yet. */
export interface Destination {
  id: string;
  kind: "room" | "friend";
  name: string;
  isUnread: boolean;
}

// More are found by typing more.
const MOST = 50;

/**
 * What fits the query, best first: names that begin with it, then names with it in them; rooms before friends, and each in
 * the order in which they are given. Without a query: unread rooms, then the others, then friends.
 */
export function rank(query: string, destinations: Destination[]): Destination[] {
  const fits = destinations.filter(({ name }) => isPartOf(query, name));
  return fits
    .map((one, place) => ({ one, place, worth: worthOf(query, one) }))
    .sort((a, b) => b.worth - a.worth || a.place - b.place)
    .slice(0, MOST)
    .map(({ one }) => one);
}

function worthOf(query: string, { kind, name, isUnread }: Destination): number {
  const isBest = query === "" ? isUnread : beginsWith(query, name);
  return (isBest ? 2 : 0) + (kind === "room" ? 1 : 0);
}
