import type { Having } from "./text/terms";

// What goes into the index, and what comes out of it.

/** A message as the index needs it. `texts`: none of one that was deleted. */
export type Indexed = { seq: number; at: number; authorId: string; texts: string[]; has: Having[] };

/** Up to where a room is indexed. */
export type IndexMark = { roomId: string; seq: number; rev: number };

/** Some messages of a room, and up to where it is indexed with them. */
export type IndexPart = IndexMark & { messages: Indexed[] };

/** `terms`: all must be there (terms.ts). `before`: an id. `since`, `until`: in ms. */
export type IndexQuery = {
  terms: string[];
  roomIds: string[];
  authorId?: string;
  has?: Having;
  since?: number;
  until?: number;
  before?: number;
  limit: number;
  /** In ms. */
  patience: number;
};

/** The newest first. `next`: where to go on, with this index; null if there are no more. */
export type Candidates = { found: { id: number; roomId: string; seq: number }[]; next: number | null };
