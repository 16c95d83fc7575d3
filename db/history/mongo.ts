import { Refused } from "../../src/errors";
import { log } from "../../src/log";
import type { CursorMove, History, PageQuery, RoomPosition, Stored } from "./history";
import { appender } from "./mongo/append";
import { changer } from "./mongo/changes/change";
import { markLinks } from "./mongo/changes/linked";
import { Changes } from "./mongo/changes/store";
import { collectionsIn, epochOf } from "./mongo/collections";
import { Cursors } from "./mongo/cursors";
import { MongoLink } from "./mongo/link";
import { Memory } from "./mongo/memory";
import { Messages } from "./mongo/messages";
import { readStates } from "./mongo/readStates";
import { SingleFlight } from "./mongo/singleFlight";
import { uploadsOn } from "./uploads/mongo";
import { type LogTimes, WriteLog } from "./written/log";
import { writtenSince } from "./written/since";

// An insert whose outcome is unknown after this time is refused.
const PATIENCE_MS = 3000;

type MongoOptions = { now?: () => number; times?: Partial<LogTimes> };

/**
 * History in MongoDB, for several machines. Every read goes to the database, so that what another machine has written is
 * visible at once; memory only guesses the next seq, and answers while MongoDB is unreachable. Errors of the driver become
 * `Refused`. Throws if MongoDB cannot be reached at the start, or a newer release has written there.
 */
export async function open(url: string, { now = Date.now, times }: MongoOptions = {}): Promise<History> {
  const link = await MongoLink.open(url);
  const collections = await collectionsIn(link.db).catch(async (error: unknown) => {
    await link.close();
    throw error;
  });
  const messages = new Messages(link, collections.messages);
  const cursors = new Cursors(link, collections.cursors);
  const written = await WriteLog.open({ link, all: collections, times });
  const changes = new Changes({ link, messages, all: collections, written });
  // What a crash has left; also where nothing is read until the next change. Where MongoDB is too slow for it now, whoever reads
  // does it: no machine stays away for that.
  await changes
    .settleAll()
    .catch((error: unknown) =>
      log.warn({ err: error }, "changes of before the start could not be applied yet"),
    );
  void markLinks(link, collections.messages, now()).catch((error: unknown) =>
    log.warn({ err: error }, "messages of before were not searched for links yet"),
  );
  const memory = new Memory();
  const clock = { now, sleep: Bun.sleep, patienceMs: PATIENCE_MS };
  const epoch = await epochOf(collections);
  return {
    epoch: () => epoch,
    ...queries({ link, messages, cursors, changes, memory, all: collections.messages }),
    append: appender({ link, store: messages, cursors, memory, clock, written }),
    change: changer({ link, store: changes, memory, clock }),
    observe: (message) => memory.observe(message),
    uploads: uploadsOn(link, collections.uploads),
    written: (mark) => writtenSince(mark, { link, all: collections, epoch }),
    isReadable: () => link.isUp,
    close: () => written.close().then(() => link.close()),
  };
}

type Parts = Omit<Parameters<typeof readStates>[2], "last"> & { memory: Memory };
type Queries = Omit<
  History,
  "epoch" | "append" | "change" | "observe" | "written" | "uploads" | "isReadable" | "close"
>;

function queries(parts: Parts): Queries {
  const { messages, cursors, changes, memory } = parts;
  const flight = new SingleFlight();
  const last = (roomId: string) => flight.run(`last ${roomId}`, () => messages.last(roomId));
  const head = (roomId: string) =>
    orFromMemory(
      last(roomId).then(({ seq }) => seq),
      () => memory.head(roomId),
    );

  async function page(roomId: string, asked: PageQuery): Promise<Stored[]> {
    const key = `page ${roomId} ${JSON.stringify(asked)}`;
    const read = await flight.run(key, () => messages.page(roomId, asked));
    if (asked.before === undefined && asked.after === undefined && asked.limit > 0)
      memory.observeNewest(roomId, read);
    return read;
  }

  async function moveCursors(moves: CursorMove[]): Promise<number[]> {
    // No cursor may be above the head. The head is only read if memory does not know it to be that high.
    const isBelow = ({ roomId, seq }: CursorMove) => seq <= (memory.head(roomId) ?? 0);
    const heads = moves.map(async (one) => (isBelow(one) ? one.seq : (await last(one.roomId)).seq));
    const known = await Promise.all(heads);
    return cursors.move(moves.map((one, nth) => ({ ...one, seq: Math.min(one.seq, known[nth]!) })));
  }

  async function positions(roomIds: string[]): Promise<RoomPosition[]> {
    const heads = Promise.all(roomIds.map(head));
    const none = roomIds.map(() => 0);
    const revs = orFromMemory(
      changes.settleAll().then(() => changes.revs(roomIds)),
      // Fewer than there are: what changed is asked for again later.
      () => none,
    );
    const [seqs, changed] = await Promise.all([heads, revs]);
    return seqs.map((seq, nth) => ({ seq, rev: changed[nth]! }));
  }

  return {
    page: (roomId, asked) => orFromMemory(page(roomId, asked), () => memory.page(roomId, asked)),
    find: (roomId, seqs) => orFromMemory(messages.find(roomId, seqs), () => memory.find(roomId, seqs)),
    head,
    positions,
    changes: (roomId, asked) => changes.page(roomId, asked),
    pinned: (roomId) => changes.pinned(roomId),
    findByClientId: async (roomId, authorId, clientId) =>
      (await messages.findByClientIds(roomId, [{ authorId, clientId }]))[0] ?? null,
    mentions: (userId, asked) => messages.mentions(userId, asked),
    mentioning: (userId, asked) => messages.mentioning(userId, asked),
    having: (roomId, asked) => messages.having(roomId, asked),
    holders: (fileId) => messages.holders(fileId),
    firstVisible: async (userId, roomId, after) =>
      (await messages.findVisible(userId, roomId, { after, order: 1 }))?.seq ?? null,
    readStates: (userId, ranges) => readStates(userId, ranges, { ...parts, last }),
    cursors: (roomId) => flight.run(`cursors ${roomId}`, () => cursors.in(roomId)),
    moveCursors,
    mark: (userId, roomId, isMarked) => cursors.mark(userId, roomId, isMarked),
  };
}

/** The answer of MongoDB; while it is unreachable, that of memory. */
async function orFromMemory<T>(asked: Promise<T>, remembered: () => T | undefined): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const known = error instanceof Refused ? remembered() : undefined;
    if (known === undefined) throw error;
    return known;
  }
}
