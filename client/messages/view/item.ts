import type { Message } from "../../../src/protocol/message";
import type { Entry } from "../history";
import type { Draft } from "../outbox/draft";

/** What takes a place on screen: a message, or one that is on its way. */
export type Item = Message | Draft;

export const isDraft = (item: Item): item is Draft => "state" in item;
export const isShown = (entry: Entry): entry is Message => entry.kind !== "hidden";

/** Stands in the row's `data-key`. */
export const keyOf = (item: Item): string => (isDraft(item) ? item.clientId : String(item.seq));

/** What rows ask of the list that they stand in. */
export interface View {
  isPointedAt: (item: Item) => boolean;
  pointAt: (item: Item | undefined) => void;
  isLit: (seq: number) => boolean;
  unlight: () => void;
  goTo: (seq: number) => void;
  openMenu: (message: Message, at: Spot) => void;
}

/** On the page, in px. */
export interface Spot {
  x: number;
  y: number;
}
