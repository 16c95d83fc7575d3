import { Refused } from "../../src/errors";
import type { Attachment, Event } from "../../src/protocol/message";
import { hasAddress } from "../../src/protocol/text";
import type { Uploads } from "./uploads/uploads";
import type { WrittenRooms } from "./written/written";

export { toAttachment, type Upload } from "./uploads/uploads";

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
 * - Changes: in each room `rev` is 1, 2, 3 …, without gap or repeat, assigned when a change is stored as durably as a
 *   message. A message carries the rev of its latest change, and is read as that change left it.
 * Nothing here checks permissions: `rooms` does.
 */
export interface History {
  /**
   * Another id means another past: it is new after a restore, and where a loss was accepted. Seqs and revs that were read
   * under another one name something else.
   */
  epoch(): string;
  /**
   * Stores each room's messages in the order given, and returns an answer for each. A message that was not stored, or not
   * for certain, is answered with the reason, and so are those after it in its room; a retry is safe.
   */
  append(messages: NewMessage[]): Promise<(Appended | Refused)[]>;
  /**
   * Changes messages that are stored, in the order given, each by the next rev of its room. A message that does not exist is
   * `not-found`; a change that was not stored, or not for certain, is answered with the reason.
   */
  change(changes: MessageChange[]): Promise<(Changed | Refused)[]>;
  /** Adds a message that another machine has stored or changed to what is cached here. */
  observe(message: Stored): void;
  /** The message that this author has stored under this clientId. */
  findByClientId(roomId: string, authorId: string, clientId: string): Promise<Stored | null>;
  /** The messages with these seqs that exist, ascending. */
  find(roomId: string, seqs: number[]): Promise<Stored[]>;
  /** At most `limit` messages, ascending: those next to `before` or `after` (exclusive), without either the newest. */
  page(roomId: string, page: PageQuery): Promise<Stored[]>;
  head(roomId: string): Promise<number>;
  /** In the order of `roomIds`. */
  positions(roomIds: string[]): Promise<RoomPosition[]>;
  /** At most `limit` messages that were changed after a rev, as they are now, ascending by rev. */
  changes(roomId: string, page: { after: number; limit: number }): Promise<ChangePage>;
  /** The messages that are pinned, ascending. */
  pinned(roomId: string): Promise<Stored[]>;
  /** What one user has read of each of these rooms, in the order of `ranges`. */
  readStates(userId: string, ranges: VisibleRange[]): Promise<ReadState[]>;
  /** The seq of the newest message that mentions the user, in those of the rooms that have one. */
  mentions(userId: string, asked: MentionQuery): Promise<Map<string, number>>;
  /** At most `limit` messages that mention the user, in these rooms, the newest first. */
  mentioning(userId: string, asked: MentioningQuery): Promise<Stored[]>;
  /** The messages that hold a file, by room and seq. */
  holders(fileId: string): Promise<{ roomId: string; seq: number }[]>;
  /** At most `limit` messages that hold files, or links, the newest first; `before` is exclusive. */
  having(roomId: string, page: HavingPage): Promise<Stored[]>;
  /** The seq of the first message after `after` that is not hidden from the user, null if there is none. */
  firstVisible(userId: string, roomId: string, after: number): Promise<number | null>;
  /** How far each user has read in a room; without those who have never read there. */
  cursors(roomId: string): Promise<Map<string, number>>;
  /** Moves cursors forward and clears the marks, all durably or none. Returns where each cursor is now. */
  moveCursors(moves: CursorMove[]): Promise<number[]>;
  /** Marks a room as unread for a user, or clears the mark. */
  mark(userId: string, roomId: string, isMarked: boolean): Promise<void>;
  /**
   * The rooms that were written to since a mark, by any machine; one is named at the latest half a second after the write. A room
   * may be named although nothing is new in it, and is named again if it is written to again. Without a mark, with one that is
   * too old or not known here, and where a machine has died that may have written more than it could say (noticed within some
   * 25 s), `isWhole` is false: any room may have been written to, `rooms` is empty, and the caller compares `positions` of all
   * rooms.
   */
  written(mark?: string): Promise<WrittenRooms>;
  /** What has been uploaded. */
  uploads: Uploads;
  isReadable(): boolean;
  close(): void | Promise<void>;
}

export type HavingPage = { kind: HeldKind; before?: number; limit: number };
export type HeldKind = "file" | "link";

export type NewMessage = {
  roomId: string;
  authorId: string;
  clientId: string;
  kind: "text" | "system";
  text: string;
  event: Event | null;
  replySeq: number | null;
  mentions: string[];
  /** The files that it holds. */
  attachments: Attachment[];
  /** In a 1:1: the user who blocks the author, and is never shown this message. */
  hiddenFrom: string | null;
  /** The room that it was forwarded from. */
  forwardedFrom: string | null;
  /** When it was written, if not now (demo, import). It is stored no earlier than the message before it. */
  at?: number;
};

/** The usual message: text that answers nothing, mentions nobody and is hidden from nobody. */
export const plain = {
  kind: "text" as const,
  event: null,
  replySeq: null,
  mentions: [] as string[],
  attachments: [] as Attachment[],
  hiddenFrom: null,
  forwardedFrom: null,
};

export type Stored = NewMessage & {
  seq: number;
  /** The number of messages up to this one that count as unread: an unread number is a subtraction. */
  ordinal: number;
  at: number;
  /** That of the latest change of this message; 0 if it was never changed. */
  rev: number;
  editedAt: number | null;
  deletedAt: number | null;
  /** In the order in which each emoji was first used, and its users in the order in which they used it. */
  reactions: Reaction[];
  pin: Pin | null;
  /** Its author wants no preview of its link. */
  noPreview: boolean;
};

/** What a message counts as holding. */
export const holds = {
  file: ({ attachments }: Pick<Stored, "attachments">) => attachments.length > 0,
  link: ({ kind, text }: Pick<Stored, "kind" | "text">) => kind === "text" && hasAddress(text),
} satisfies Record<HeldKind, (message: Stored) => boolean>;

export type Reaction = { emoji: string; userIds: string[] };
export type Pin = { byId: string; at: number };

/** What deleting leaves of a message, beside its place: nothing. */
export const emptied = (now: number) => ({
  text: "",
  mentions: [],
  reactions: [],
  pin: null,
  forwardedFrom: null,
  attachments: [],
  editedAt: null,
  deletedAt: now,
});

/** A message that was stored and never changed. */
export const neverChanged = {
  rev: 0,
  editedAt: null,
  deletedAt: null,
  reactions: [] as Reaction[],
  pin: null,
  noPreview: false,
};

export type Appended = { message: Stored; isRepeat: boolean };

/** The answer of a stored message; throws the reason why it was not stored. */
export function mustBeStored(answer: Appended | Refused): Appended {
  if (answer instanceof Refused) throw answer;
  return answer;
}

/**
 * `to` returns what changes, and undefined if nothing does; what it throws is the answer if it is a `Refused`. It is called
 * again if another machine has changed the message meanwhile. `pins` is how many messages of the room are pinned by then, if
 * it `countsPins`.
 */
export type MessageChange = {
  roomId: string;
  seq: number;
  to: (message: Stored, pins: number) => Partial<Changeable> | undefined;
  countsPins?: boolean;
};
export type Changeable = Pick<
  Stored,
  | "text"
  | "mentions"
  | "editedAt"
  | "deletedAt"
  | "reactions"
  | "pin"
  | "noPreview"
  | "forwardedFrom"
  | "attachments"
>;

/** The message as it is now. */
export type Changed = { message: Stored; isChanged: boolean };

/** Up to where a room is known: its last message, and its last change. */
export type RoomPosition = { seq: number; rev: number };

/** `rev`: to whom has all up to `after`, these messages bring all up to here. */
export type ChangePage = { messages: Stored[]; rev: number };

export type PageQuery = { before?: number; after?: number; limit: number };

/** What a member may see of a room: messages above `floor`. Those after `joinedSeq` can be unread. */
export type VisibleRange = { roomId: string; joinedSeq: number; floor: number };

/** Messages with a seq above `after` that are not hidden from the user, and not by one of `exceptBy`. */
export type MentionQuery = { rooms: { roomId: string; after: number }[]; exceptBy: string[] };

/** `before`: those that come after this one where the newest comes first. */
export type MentioningQuery = MentionQuery & { before?: MentionPlace; limit: number };
export type MentionPlace = Pick<Stored, "at" | "roomId" | "seq">;

/** Of several rooms, the newest first. A room's own messages keep their order: `at` never decreases with seq. */
export const newestPlaceFirst = (one: MentionPlace, other: MentionPlace): number =>
  other.at - one.at ||
  (one.roomId === other.roomId ? other.seq - one.seq : one.roomId < other.roomId ? 1 : -1);

export type ReadState = {
  roomId: string;
  head: number;
  rev: number;
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
