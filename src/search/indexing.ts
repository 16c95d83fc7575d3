import { history } from "../../db/history/history";
import * as search from "../../db/search/search";
import type { Candidates, IndexPart, IndexQuery, OpenedIndex } from "../../db/search/search";
import { fairQueue } from "../capacity/queue";
import { turn } from "../capacity/turns";
import { Refused } from "../errors";
import { log } from "../log";
import type { DueRooms } from "../messages/stored/due";
import type { StoredSubscriber } from "../messages/stored/following";
import { surely } from "../messages/stored/service";

// Keeps the index of this machine at what history holds: it reads what is new in the rooms that are due. So nothing on the way of
// a message waits for it.

// In messages.
const PAGE = 200;
const BATCH = 500;

// One search at a time, as the index has one thread; whoever has searched least lately comes first.
const inTurn = fairQueue({ atOnce: 1, waiting: 200, patienceMs: () => 2000 });

type Reached = { seq: number; rev: number };

let opened: OpenedIndex | undefined;
let due: DueRooms | undefined;
let marks = new Map<string, Reached>();
// In messages, about: for those who wait until everything is indexed.
let left = 0;

/** Keeps the index in `folder`. */
export function subscriber(folder: string): StoredSubscriber {
  return {
    name: "search",
    prepare: (rooms) => prepare(folder, rooms),
    behind: (roomIds, positions) => roomIds.filter((roomId, nth) => isBehind(roomId, positions[nth]!)),
    work: fill,
    failed: close,
    close,
  };
}

/** Whether everything that is in history can be found. What was sent within the last second may be missing. */
export const isComplete = (): boolean => due?.isWhole === true && opened !== undefined;

/** What names the index that answers: after a rebuild, or at another machine, it is another one. */
export const name = (): string => opened?.id ?? "";

/** Messages that may fit, the newest first; undefined while there is no index, and where it takes too long. */
export function candidates(userId: string, wanted: IndexQuery): Promise<Candidates | undefined> {
  const answer = Promise.withResolvers<Candidates | undefined>();
  const giveUp = () => answer.resolve(undefined);
  const asked = inTurn({ own: userId }, async () => {
    // The index looks at the clock between what it finds; it may look for long for the first of it.
    const timer = setTimeout(giveUp, wanted.patience);
    try {
      answer.resolve(await opened?.index.candidates(wanted));
    } catch (error) {
      await noteFault(error);
      giveUp();
    } finally {
      clearTimeout(timer);
    }
  });
  asked.catch(answer.reject);
  return answer.promise;
}

async function prepare(folder: string, rooms: DueRooms): Promise<boolean> {
  due = rooms;
  if (opened && !(await opened.index.isWanted())) await close();
  if (opened) return true;
  opened = await search.open(folder, history.epoch());
  marks = new Map(opened.marks.map(({ roomId, seq, rev }) => [roomId, { seq, rev }]));
  left = 0;
  return true;
}

/** It is opened again before the next round, and made anew if it has to be. */
async function close(): Promise<void> {
  const last = opened;
  opened = undefined;
  due?.forget();
  await last?.close();
}

async function noteFault(error: unknown): Promise<void> {
  // History is away: it is asked again.
  if (error instanceof Refused) return;
  log.warn({ err: error }, "the search index is opened again");
  await close();
}

function isBehind(roomId: string, now: Reached): boolean {
  const { seq, rev } = markOf(roomId);
  left += now.seq - seq;
  return seq < now.seq || rev < now.rev;
}

const markOf = (roomId: string): Reached => marks.get(roomId) ?? { seq: 0, rev: 0 };

/** Reads a page of each room that is due. */
async function fill(rooms: DueRooms): Promise<boolean> {
  const batch: IndexPart[] = [];
  const done: string[] = [];
  let size = 0;
  for (const roomId of rooms) {
    rooms.begin(roomId);
    const { part, isAll } = await read(roomId);
    batch.push(part);
    if (isAll) done.push(roomId);
    size += part.messages.length;
    // A round ends with it, so that rooms where something is said meanwhile have their turn.
    if (size >= BATCH) break;
  }
  left = done.length === rooms.size ? 0 : Math.max(1, left - size);
  await put(batch, rooms.isWhole);
  for (const roomId of done) rooms.done(roomId);
  await turn();
  return rooms.size > 0;
}

/** What is next of a room: new messages, and those of before that were changed. */
async function read(roomId: string): Promise<{ part: IndexPart; isAll: boolean }> {
  const mark = markOf(roomId);
  // A room's first messages are read as they are after these changes.
  const known = mark.seq > 0 ? mark.rev : (await surely(() => history.positions([roomId])))[0]!.rev;
  const page = await surely(() => history.page(roomId, { after: mark.seq, limit: PAGE }));
  const { messages: changed, rev } = await history.changes(roomId, { after: known, limit: PAGE });
  const seq = page.at(-1)?.seq ?? mark.seq;
  const messages = new Map(page.map((message) => [message.seq, message]));
  for (const message of changed) if (message.seq <= seq) messages.set(message.seq, message);
  const inOrder = [...messages.values()].sort((a, b) => a.seq - b.seq);
  return {
    part: { roomId, seq, rev, messages: inOrder.map(search.toIndexed) },
    isAll: page.length < PAGE && changed.length < PAGE,
  };
}

async function put(parts: IndexPart[], isWhole: boolean): Promise<void> {
  if (parts.length === 0 && isWhole) return;
  if (!opened) throw new search.IndexFault("The index is closed");
  await opened.index.put(parts, left);
  for (const { roomId, seq, rev } of parts) marks.set(roomId, { seq, rev });
}
