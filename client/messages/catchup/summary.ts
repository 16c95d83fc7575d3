import type { Message } from "../../../src/protocol/message";
import type { HistoryEntry } from "../history";

// What I have missed in a room, in one line: how many messages, who wrote them, and over what time.

/** The messages that were unread when I opened the room, and what is known of them. */
export interface Missed {
  entries: HistoryEntry[];
  /** My read cursor and the room's head when I opened it. */
  after: number;
  until: number;
  /** The server's count at that time. */
  unread: number;
  /** The room's last message at that time. */
  last: { seq: number; at: number } | undefined;
}

export interface Speaker {
  id: string;
  count: number;
  /** The first of their messages. */
  first: number;
}

export interface CatchUp {
  total: number;
  /** How many of these are loaded. Speakers and others are counted among them. */
  loaded: number;
  /** Those who are named, most messages first. */
  speakers: Speaker[];
  /** Messages of those who are not. */
  others: number;
  /** From the first message to the last; undefined while one of them is not known. */
  spanMs: number | undefined;
}

/**
 * Counts by the rows that are loaded, and downloads nothing: until the rest is loaded, only the total is known. System
 * messages and hidden ones count nowhere, as in the server's count. `isNamed` is false for deleted and blocked people.
 */
export function catchUpOf(missed: Missed, isNamed: (userId: string) => boolean): CatchUp {
  const { entries, after, until, unread, last } = missed;
  const rows = entries.filter(({ seq }) => seq > after && seq <= until);
  const spoken = rows.filter((entry): entry is Message => entry.kind === "text");
  const hasFirst = rows[0] !== undefined && rows[0].seq <= after + 1;
  const isWhole = hasFirst && rows.at(-1)!.seq >= until;
  const first = hasFirst ? spoken[0] : undefined;
  const end = isWhole ? spoken.at(-1) : last;
  const named = speakersOf(spoken).filter(({ id }) => isNamed(id));
  return {
    total: isWhole ? spoken.length : Math.max(unread, spoken.length),
    loaded: spoken.length,
    speakers: named,
    others: spoken.length - named.reduce((sum, { count }) => sum + count, 0),
    spanMs: first && end && Math.max(0, end.at - first.at),
  };
}

// Of those with as many messages, who spoke first comes first.
function speakersOf(spoken: { seq: number; authorId: string }[]): Speaker[] {
  const speakers = new Map<string, Speaker>();
  for (const { seq, authorId } of spoken) {
    const known = speakers.get(authorId);
    if (known) known.count++;
    else speakers.set(authorId, { id: authorId, count: 1, first: seq });
  }
  return [...speakers.values()].sort((one, other) => other.count - one.count);
}
