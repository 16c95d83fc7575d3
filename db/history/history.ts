import { Refused } from "../../src/errors";
import type { Event } from "../../src/protocol/message";

/**
 * What was said and read. The seam: SQLite behind it on one machine, MongoDB for several; `contract.test.ts` is the
 * one suite that every store passes.
 *
 * Guarantees every store gives:
 * - Order: `seq` is 1, 2, 3 … a room, without hole or repeat, given at storing; `at` never decreases with `seq`.
 * - Durability: when `append` resolves, the message survives a crash of the machine.
 * - Idempotence: (room, author, clientId) is stored once; a repeat answers the first message and changes nothing.
 * - A cursor only moves forward, and never above its room's head.
 * Nothing here asks who may read: that is for `rooms` to know.
 *
 * Edit, delete and reactions will be methods of their own (the columns for the first two are there); search will be
 * fed by `since`.
 */
export interface History {
  /**
   * Stores each room's in the order given; answers in the order of the entries. What could not be stored, or not for
   * certain, is answered with why, and so is what comes behind it in its room; a retry is safe.
   */
  append(entries: Entry[]): Promise<(Appended | Refused)[]>;
  /** Another machine has stored this: what is held here of its room goes on with it. */
  heard(message: Stored): void;
  /** What this author has stored under this clientId, if anything. */
  said(roomId: string, authorId: string, clientId: string): Promise<Stored | null>;
  /** The messages with these seqs that exist, ascending. */
  find(roomId: string, seqs: number[]): Promise<Stored[]>;
  /** Ascending; at most `limit`, counted from the end that `before` or `after` names (exclusive); else the newest. */
  page(roomId: string, page: Page): Promise<Stored[]>;
  head(roomId: string): Promise<number>;
  /** Of each of these rooms, in the order asked. */
  heads(roomIds: string[]): Promise<number[]>;
  /** Where one user stands in each of these rooms, in the order asked. */
  standings(userId: string, places: Place[]): Promise<Standing[]>;
  /** The first message after `after` that is not hidden from the user, null if there is none. */
  firstSeen(userId: string, roomId: string, after: number): Promise<number | null>;
  /** How far each member of a room has read; who never read is not in it. */
  cursors(roomId: string): Promise<Map<string, number>>;
  /** Moves cursors forward and clears the marks, all durably or none. Answers where each cursor stands now. */
  read(reads: Read[]): Promise<number[]>;
  mark(userId: string, roomId: string, isMarked: boolean): Promise<void>;
  isReadable(): boolean;
  close(): void | Promise<void>;
}

export type Entry = {
  roomId: string;
  authorId: string;
  clientId: string;
  kind: "text" | "system";
  text: string;
  event: Event | null;
  replySeq: number | null;
  mentions: string[];
  /** In a 1:1: the one who blocks the author, and will never be shown this. */
  hiddenFrom: string | null;
  /** When it was said, where that was not just now (demo, import). Never taken as earlier than the message before. */
  at?: number;
};

/** What most entries are: words that answer nothing, mention nobody and are hidden from nobody. */
export const plain = {
  kind: "text" as const,
  event: null,
  replySeq: null,
  mentions: [] as string[],
  hiddenFrom: null,
};

export type Stored = Entry & {
  seq: number;
  /** How many messages of the room count as unread up to this one: unread is a subtraction. */
  ordinal: number;
  at: number;
  editedAt: number | null;
  deletedAt: number | null;
};

export type Appended = { message: Stored; isRepeat: boolean };

/** What was stored; throws why it was not. */
export function stored(answer: Appended | Refused): Appended {
  if (answer instanceof Refused) throw answer;
  return answer;
}

export type Page = { before?: number; after?: number; limit: number };

/** A member's place: reading starts after `joinedSeq`, and nothing at or below `floor` may be seen. */
export type Place = { roomId: string; joinedSeq: number; floor: number };

export type Standing = {
  roomId: string;
  head: number;
  cursor: number;
  unread: number;
  isMarked: boolean;
  /** The newest message that the user may see, null if there is none. */
  lastSeq: number | null;
  lastAt: number | null;
};

export type Read = { userId: string; roomId: string; seq: number };

/** The store in use. Set once at start. */
export let history: History;
export const useHistory = (store: History) => void (history = store);
