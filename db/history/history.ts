import { Refused } from "../../src/errors";
import type { Event } from "../../src/protocol/message";

/**
 * Messages, and how far each member has read. This is the seam: SQLite implements it for one machine, MongoDB for several;
 * `contract.test.ts` is the one suite that every store passes.
 *
 * Guarantees every store gives:
 * - Order: in each room `seq` is 1, 2, 3 …, without gap or repeat, assigned when a message is stored; `at` never decreases
 *   with `seq`.
 * - Durability: when `append` resolves, the message survives a crash of the machine.
 * - Idempotence: (room, author, clientId) is stored once; a repeat returns the first message and changes nothing.
 * - A cursor only moves forward, and never above its room's head.
 * Nothing here checks permissions: `rooms` does.
 *
 * Edit, delete and reactions will be methods of their own (the columns for the first two exist).
 */
export interface History {
  /**
   * Stores each room's messages in the order given, and returns an answer for each. A message that was not stored, or not
   * for certain, is answered with the reason, and so are those after it in its room; a retry is safe.
   */
  append(messages: NewMessage[]): Promise<(Appended | Refused)[]>;
  /** Adds a message that another machine has stored to what is cached here. */
  observe(message: Stored): void;
  /** The message that this author has stored under this clientId. */
  findByClientId(roomId: string, authorId: string, clientId: string): Promise<Stored | null>;
  /** The messages with these seqs that exist, ascending. */
  find(roomId: string, seqs: number[]): Promise<Stored[]>;
  /** At most `limit` messages, ascending: those next to `before` or `after` (exclusive), without either the newest. */
  page(roomId: string, page: PageQuery): Promise<Stored[]>;
  head(roomId: string): Promise<number>;
  /** In the order of `roomIds`. */
  heads(roomIds: string[]): Promise<number[]>;
  /** What one user has read of each of these rooms, in the order of `ranges`. */
  readStates(userId: string, ranges: VisibleRange[]): Promise<ReadState[]>;
  /** The seq of the first message after `after` that is not hidden from the user, null if there is none. */
  firstVisible(userId: string, roomId: string, after: number): Promise<number | null>;
  /** How far each user has read in a room; without those who have never read there. */
  cursors(roomId: string): Promise<Map<string, number>>;
  /** Moves cursors forward and clears the marks, all durably or none. Returns where each cursor is now. */
  moveCursors(moves: CursorMove[]): Promise<number[]>;
  /** Marks a room as unread for a user, or clears the mark. */
  mark(userId: string, roomId: string, isMarked: boolean): Promise<void>;
  isReadable(): boolean;
  close(): void | Promise<void>;
}

export type NewMessage = {
  roomId: string;
  authorId: string;
  clientId: string;
  kind: "text" | "system";
  text: string;
  event: Event | null;
  replySeq: number | null;
  mentions: string[];
  /** In a 1:1: the user who blocks the author, and is never shown this message. */
  hiddenFrom: string | null;
  /** When it was written, if not now (demo, import). It is stored no earlier than the message before it. */
  at?: number;
};

/** The usual message: text that answers nothing, mentions nobody and is hidden from nobody. */
export const plain = {
  kind: "text" as const,
  event: null,
  replySeq: null,
  mentions: [] as string[],
  hiddenFrom: null,
};

export type Stored = NewMessage & {
  seq: number;
  /** The number of messages up to this one that count as unread: an unread number is a subtraction. */
  ordinal: number;
  at: number;
  editedAt: number | null;
  deletedAt: number | null;
};

export type Appended = { message: Stored; isRepeat: boolean };

/** The answer of a stored message; throws the reason why it was not stored. */
export function mustBeStored(answer: Appended | Refused): Appended {
  if (answer instanceof Refused) throw answer;
  return answer;
}

export type PageQuery = { before?: number; after?: number; limit: number };

/** What a member may see of a room: messages above `floor`. Those after `joinedSeq` can be unread. */
export type VisibleRange = { roomId: string; joinedSeq: number; floor: number };

export type ReadState = {
  roomId: string;
  head: number;
  cursor: number;
  unread: number;
  isMarked: boolean;
  /** The newest message that the user may see, null if there is none. */
  lastSeq: number | null;
  lastAt: number | null;
};

export type CursorMove = { userId: string; roomId: string; seq: number };

/** The store in use. Set once at start. */
export let history: History;
export const useHistory = (store: History) => void (history = store);
