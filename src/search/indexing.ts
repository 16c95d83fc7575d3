import { history } from "../../db/history/history";
import * as search from "../../db/search/search";
import type { Candidates, IndexPart, IndexQuery, OpenedIndex } from "../../db/search/search";
import { fairQueue } from "../capacity/queue";
import { turn } from "../capacity/turns";
import { Refused } from "../errors";
import { log } from "../log";
import * as rooms from "../rooms/service";

// Keeps the index of this machine at what history holds: it asks which rooms were written to, by any machine, and reads what is new
// there. After a start, and whenever it cannot know, it compares all rooms. So nothing on the way of a message waits for it.

// In ms, between two rounds: what was sent can be found within a second.
const ROUND_MS = 200;
const RETRY_MS = 1000;
// In ms: all rooms are compared, also where nothing has said that one was missed, such as a machine of an older release.
const SWEEP_MS = 3600_000;
// In messages.
const PAGE = 200;
const BATCH = 500;
// In rooms.
const SLICE = 100;

// One search at a time, as the index has one thread; whoever has searched least lately comes first.
const inTurn = fairQueue({ atOnce: 1, waiting: 200, patienceMs: () => 2000 });

type Reached = { seq: number; rev: number };

let opened: OpenedIndex | undefined;
let folder = "";
let marks = new Map<string, Reached>();
// Rooms that are behind, or may be.
const due = new Set<string>();
let written: string | undefined;
let sweptAt = 0;
let isWhole = false;
// In messages, about: for those who wait until everything is indexed.
let left = 0;
let nextRound: Timer | undefined;
let running: Promise<void> = Promise.resolve();
let isStopped = true;

export function start(dir: string): void {
  folder = dir;
  isStopped = false;
  isWhole = false;
  due.clear();
  plan(0);
}

export async function stop(): Promise<void> {
  isStopped = true;
  clearTimeout(nextRound);
  await running;
  await close();
}

/** Whether everything that is in history can be found. What was sent within the last second may be missing. */
export const isComplete = (): boolean => isWhole && opened !== undefined;

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

function plan(ms: number): void {
  if (isStopped) return;
  nextRound = setTimeout(() => void (running = round()), ms);
  nextRound.unref();
}

async function round(): Promise<void> {
  try {
    if (opened && !(await opened.index.isWanted())) await close();
    if (!opened) await openIndex();
    await look();
    await fill();
    plan(due.size > 0 ? 0 : ROUND_MS);
  } catch (error) {
    await noteFault(error);
    plan(RETRY_MS);
  }
}

async function openIndex(): Promise<void> {
  opened = await search.open(folder, history.epoch());
  marks = new Map(opened.marks.map(({ roomId, seq, rev }) => [roomId, { seq, rev }]));
  written = undefined;
  left = 0;
}

async function close(): Promise<void> {
  const last = opened;
  opened = undefined;
  await last?.close();
}

/** The index is opened again in the next round, and made anew if it has to be. */
async function noteFault(error: unknown): Promise<void> {
  // History is away: it is asked again.
  if (error instanceof Refused) return;
  log.warn({ err: error }, "the search index is opened again");
  isWhole = false;
  await close();
}

/** Which rooms have something new. */
async function look(): Promise<void> {
  const news = await history.written(written);
  for (const roomId of news.rooms) due.add(roomId);
  if (!news.isWhole) isWhole = false;
  if (!news.isWhole || performance.now() > sweptAt + SWEEP_MS) {
    await lookEverywhere();
    sweptAt = performance.now();
  }
  written = news.mark;
}

async function lookEverywhere(): Promise<void> {
  let slice = rooms.idsAfter("", SLICE);
  while (slice.length > 0) {
    const positions = await surely(() => history.positions(slice));
    for (const [nth, roomId] of slice.entries()) compare(roomId, positions[nth]!);
    await turn();
    slice = rooms.idsAfter(slice.at(-1)!, SLICE);
  }
}

/** While the store is away history answers from memory, which knows less. */
async function surely<T>(ask: () => Promise<T>): Promise<T> {
  const wasReadable = history.isReadable();
  const answer = await ask();
  if (!wasReadable || !history.isReadable()) throw new Refused("overloaded");
  return answer;
}

function compare(roomId: string, now: Reached): void {
  const { seq, rev } = markOf(roomId);
  if (seq < now.seq || rev < now.rev) due.add(roomId);
  left += now.seq - seq;
}

const markOf = (roomId: string): Reached => marks.get(roomId) ?? { seq: 0, rev: 0 };

/** Reads a page of each room that is due. */
async function fill(): Promise<void> {
  const batch: IndexPart[] = [];
  const done: string[] = [];
  let size = 0;
  for (const roomId of due) {
    if (isStopped) return;
    const { part, isAll } = await read(roomId);
    batch.push(part);
    if (isAll) done.push(roomId);
    size += part.messages.length;
    // A round ends with it, so that rooms where something is said meanwhile have their turn.
    if (size >= BATCH) break;
  }
  left = done.length === due.size ? 0 : Math.max(1, left - size);
  await put(batch);
  for (const roomId of done) due.delete(roomId);
  await turn();
  isWhole ||= due.size === 0;
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

async function put(parts: IndexPart[]): Promise<void> {
  if (parts.length === 0 && isWhole) return;
  if (!opened) throw new search.IndexFault("The index is closed");
  await opened.index.put(parts, left);
  for (const { roomId, seq, rev } of parts) marks.set(roomId, { seq, rev });
}
