import type { Database } from "bun:sqlite";

import type {
  HavingPage,
  HeldKind,
  MentioningQuery,
  PageQuery,
  VisibleRange,
  CursorMove,
  ReadState,
  Stored,
} from "../history";
import { statements } from "./statements";

export type Tables = ReturnType<typeof tablesOf>;

type NamedValues = Record<string, string | number | null>;
type MessageRow = Omit<Stored, "event" | "mentions" | "reactions" | "pin" | "noPreview" | "attachments"> & {
  event: string | null;
  mentions: string;
  // null for none
  reactions: string | null;
  pin: string | null;
  noPreview: number;
  attachments: string | null;
};

/**
 * `stored`: the cursor as it is in the table, without regard to `joinedSeq`. `unread` is right where the cursor is not
 * above the tables' head.
 */
export type ReadStateRow = Omit<ReadState, "isMarked"> & VisibleRange & { isMarked: number; stored: number };

/** Mentions above `after`, without the messages with a seq in `besides`. */
export type MentionRange = { roomId: string; after: number; besides: number[] };

type MentioningRange = Omit<MentioningQuery, "rooms"> & { ranges: MentionRange[] };

/** The tables of `file`, clustered by room and seq. Knows nothing of the journal. */
export function tablesOf(file: Database) {
  // bun:sqlite's `query` prepares a statement once and caches it.
  const all = <T>(sql: string, values: NamedValues) => file.query<T, [NamedValues]>(sql).all(values);
  const one = <T>(sql: string, values: NamedValues) => file.query<T, [NamedValues]>(sql).get(values);
  const rows = (sql: string, values: NamedValues) => all<MessageRow>(sql, values).map(toStored);

  const put = file.transaction((messages: Stored[]) => {
    const insert = file.query<null, [NamedValues]>(statements.put);
    for (const message of messages) insert.run(toRow(message));
    const cursors = new Map<string, Stored>();
    for (const message of messages) {
      const key = message.roomId + message.authorId;
      if (message.kind !== "system" && message.seq > (cursors.get(key)?.seq ?? 0)) cursors.set(key, message);
    }
    for (const { roomId, authorId: userId, seq } of cursors.values())
      one(statements.moveAuthorCursor, { userId, roomId, seq });
  });
  const move = ({ userId, roomId, seq, head }: CursorMove & { head: number }): number =>
    one<{ seq: number }>(statements.moveCursor, { userId, roomId, seq, head })?.seq ?? 0;
  const moveAll = file.transaction((moves: (CursorMove & { head: number })[]) => moves.map(move));

  return {
    /** Inserts messages, each the next of its room or a later state of one there, and moves authors' cursors. All or none. */
    put: (messages: Stored[]): void => put.immediate(messages),
    findByClientId: (roomId: string, authorId: string, clientId: string): Stored | null => {
      const row = one<MessageRow>(statements.byClientId, { roomId, authorId, clientId });
      return row && toStored(row);
    },
    find: (roomId: string, seqs: number[]) => rows(statements.find, { roomId, seqs: JSON.stringify(seqs) }),
    page: (roomId: string, { before = Number.MAX_SAFE_INTEGER, after, limit }: PageQuery): Stored[] =>
      after === undefined
        ? rows(statements.before, { roomId, before, limit }).reverse()
        : rows(statements.after, { roomId, after, limit }),
    lastRev: (roomId: string): number => one<{ rev: number }>(statements.lastRev, { roomId })?.rev ?? 0,
    changedAfter: (roomId: string, after: number, limit: number) =>
      rows(statements.changedAfter, { roomId, after, limit }),
    having: (roomId: string, { kind, before = Number.MAX_SAFE_INTEGER, limit }: HavingPage) =>
      rows(having[kind], { roomId, before, limit }),
    pinned: (roomId: string) => rows(statements.pinned, { roomId }),
    last: (roomId: string) => one<Pick<Stored, "seq" | "ordinal" | "at">>(statements.last, { roomId }),
    readStates: (userId: string, ranges: VisibleRange[]) =>
      all<ReadStateRow>(statements.readStates, { userId, ranges: JSON.stringify(ranges) }),
    /** In the order of `rooms`; 0 where there is none. */
    mentions: (userId: string, rooms: MentionRange[], exceptBy: string[]) =>
      all<{ roomId: string; seq: number }>(statements.mentions, {
        userId,
        ranges: JSON.stringify(rooms),
        exceptBy: JSON.stringify(exceptBy),
      }),
    mentioning: (userId: string, { ranges, exceptBy, before, limit }: MentioningRange) =>
      rows(statements.mentioning, {
        userId,
        ranges: JSON.stringify(ranges),
        exceptBy: JSON.stringify(exceptBy),
        at: before?.at ?? Number.MAX_SAFE_INTEGER,
        roomId: before?.roomId ?? "",
        seq: before?.seq ?? 0,
        limit,
      }),
    holders: (fileId: string) => all<{ roomId: string; seq: number }>(statements.holders, { fileId }),
    firstVisible: (userId: string, roomId: string, after: number): number | null =>
      one<{ seq: number }>(statements.firstVisible, { userId, roomId, after })?.seq ?? null,
    cursors: (roomId: string): Map<string, number> => {
      const stored = all<{ userId: string; seq: number }>(statements.cursors, { roomId });
      return new Map(stored.map(({ userId, seq }) => [userId, seq]));
    },
    /** `head`: the seq of the room's last message in the journal, 0 if there is none. */
    moveCursors: (moves: (CursorMove & { head: number })[]): number[] => moveAll.immediate(moves),
    /** `seq`: the user's own last message in the journal, up to which they have read. */
    mark: (userId: string, roomId: string, { seq, isMarked }: { seq: number; isMarked: boolean }): void =>
      void one(statements.mark, { userId, roomId, seq, isMarked: Number(isMarked) }),
  };
}

const having: Record<HeldKind, string> = { file: statements.withFiles, link: statements.withLinks };

const toStored = (row: MessageRow): Stored => ({
  ...row,
  event: row.event === null ? null : JSON.parse(row.event),
  mentions: JSON.parse(row.mentions),
  reactions: row.reactions === null ? [] : JSON.parse(row.reactions),
  pin: row.pin === null ? null : JSON.parse(row.pin),
  noPreview: row.noPreview === 1,
  attachments: row.attachments === null ? [] : JSON.parse(row.attachments),
});

const toRow = (message: Stored) => ({
  ...message,
  event: message.event && JSON.stringify(message.event),
  mentions: JSON.stringify(message.mentions),
  reactions: message.reactions.length > 0 ? JSON.stringify(message.reactions) : null,
  pin: message.pin && JSON.stringify(message.pin),
  noPreview: Number(message.noPreview),
  attachments: message.attachments.length > 0 ? JSON.stringify(message.attachments) : null,
});
