import { beginsWith, isPartOf } from "../../friends/search/match";

/** Somewhere to go: a room, or a friend with whom there is no chat yet. */
export interface Destination {
  id: string;
  kind: "room" | "friend";
  name: string;
  isUnread: boolean;
  /** How much I go there. */
  use: number;
  /** It is on screen. */
  isHere?: boolean;
}

// More are found by typing more.
const MOST = 50;

/**
 * What fits the query, best first: names that begin with it, then names with it in them; rooms before friends; of each what
 * is used most, and otherwise in the order in which they are given. Without a query: unread rooms, then the others, then
 * friends, and last the room that is on screen: nobody wants to go there.
 */
export function rank(query: string, destinations: Destination[]): Destination[] {
  const fits = destinations.filter(({ name }) => isPartOf(query, name));
  return fits
    .map((one, place) => ({ one, place, worth: worthOf(query, one) }))
    .sort((a, b) => b.worth - a.worth || b.one.use - a.one.use || a.place - b.place)
    .slice(0, MOST)
    .map(({ one }) => one);
}

function worthOf(query: string, { kind, name, isUnread, isHere }: Destination): number {
  if (query === "" && isHere) return -1;
  const isBest = query === "" ? isUnread : beginsWith(query, name);
  return (isBest ? 2 : 0) + (kind === "room" ? 1 : 0);
}
