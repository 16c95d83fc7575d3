import { batch } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import type { User } from "../../../src/protocol/user";
import type { FrameOf } from "../../live/frame";
import type { ChangesPage, HistoryEntry } from "../history";
import { briefOf } from "../menu/excerpt";
import { change, type MyReactions, requote, setMine } from "./live";

interface ChangesOptions {
  /** The loaded entries of the room, ascending. */
  entriesIn: (roomId: string) => HistoryEntry[];
  /** What was changed after a rev. */
  fetch: (roomId: string, after: number) => Promise<ChangesPage>;
  learn: (users: User[]) => void;
}

interface RoomRevs {
  /** What is loaded shows every change up to here; undefined while nothing is loaded. */
  shown: number | undefined;
  /** The room has come to this rev, at least. */
  reached: number;
  isFetching: boolean;
  /** By seq, what frames have said: the page with the message may come later, and be older. */
  mine: Map<number, MyReactions>;
}

const RETRY_MS = 3000;

/** Keeps loaded messages as they are now. A room's changes are numbered: one that was missed is noticed, and fetched. */
export function createChanges({ entriesIn, fetch, learn }: ChangesOptions) {
  const rooms = new Map<string, RoomRevs>();

  /** A page was loaded that shows every change up to `rev`: as a new stretch, or beside what is there. */
  function loaded(roomId: string, rev: number, isNew: boolean): void {
    const room = roomOf(roomId);
    const entries = entriesIn(roomId);
    for (const [seq, mine] of room.mine) setMine(entryAt(entries, seq), mine);
    room.shown = isNew || room.shown === undefined ? rev : Math.min(room.shown, rev);
    void catchUp(roomId, room);
  }

  function receive({ roomId, since, rev, messages }: FrameOf<"messages.changed">): void {
    const room = roomOf(roomId);
    apply(roomId, messages, false);
    if (room.shown !== undefined && since <= room.shown) room.shown = Math.max(room.shown, rev);
    reached(roomId, rev);
  }

  /** The room has come to this rev. */
  function reached(roomId: string, rev: number): void {
    const room = roomOf(roomId);
    room.reached = Math.max(room.reached, rev);
    void catchUp(roomId, room);
  }

  function receiveMine(frame: FrameOf<"reaction.mine">): void {
    roomOf(frame.roomId).mine.set(frame.seq, frame);
    setMine(entryAt(entriesIn(frame.roomId), frame.seq), frame);
  }

  const shownIn = (roomId: string): number | undefined => rooms.get(roomId)?.shown;

  const forget = (roomId: string): void => void rooms.delete(roomId);

  async function catchUp(roomId: string, room: RoomRevs): Promise<void> {
    if (room.isFetching) return;
    room.isFetching = true;
    try {
      while (room.shown !== undefined && room.shown < room.reached && rooms.get(roomId) === room) {
        const after = room.shown;
        const page = await fetch(roomId, after);
        learn(page.users);
        apply(roomId, page.messages, true);
        // An older page may have come meanwhile: what was fetched does not begin where that ends.
        if (room.shown >= after) room.shown = Math.max(room.shown, page.rev);
        // The server is behind what another machine has published.
        if (page.rev <= after) break;
      }
    } catch {
      setTimeout(() => void catchUp(roomId, room), RETRY_MS);
    }
    room.isFetching = false;
  }

  function apply(roomId: string, messages: Message[], saysMine: boolean): void {
    const entries = entriesIn(roomId);
    batch(() => {
      for (const message of messages) {
        change(entryAt(entries, message.seq), message, saysMine);
        const isGone = message.deletedAt !== null;
        const quote = isGone ? { excerpt: "", deleted: true } : briefOf(message);
        for (const entry of entries)
          if (entry.kind !== "hidden" && entry.replyTo?.seq === message.seq)
            requote(entry, quote, message.rev ?? 0);
      }
    });
  }

  function roomOf(roomId: string): RoomRevs {
    const known = rooms.get(roomId);
    if (known) return known;
    const room = { shown: undefined, reached: 0, isFetching: false, mine: new Map() };
    rooms.set(roomId, room);
    return room;
  }

  return { loaded, receive, reached, receiveMine, shownIn, forget };
}

/** In ascending entries. */
function entryAt(entries: HistoryEntry[], seq: number): HistoryEntry | undefined {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (entries[middle]!.seq < seq) low = middle + 1;
    else high = middle;
  }
  return entries[low]?.seq === seq ? entries[low] : undefined;
}
