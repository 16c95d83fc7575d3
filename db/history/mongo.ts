import { Refused } from "../../src/errors";
import type { History, Page, Read, Stored } from "./history";
import { appender } from "./mongo/append";
import { collectionsIn } from "./mongo/collections";
import { Cursors } from "./mongo/cursors";
import { Link } from "./mongo/link";
import { Memory } from "./mongo/memory";
import { Messages } from "./mongo/messages";
import { Shared } from "./mongo/singleFlight";
import { standings } from "./mongo/readStates";

// What becomes of an insert is found out in this time, or it is refused.
const PATIENCE_MS = 3000;

/**
 * History in MongoDB, for several machines. All that is asked is asked there, so that what another machine has written is
 * seen at once; memory only guesses where the next message goes, and is read while MongoDB is away. Whatever the driver
 * fails with is `Refused`. Throws where MongoDB cannot be reached.
 */
export async function open(url: string, { now = Date.now } = {}): Promise<History> {
  const link = await Link.open(url);
  const collections = await collectionsIn(link.db);
  const messages = new Messages(link, collections.messages);
  const cursors = new Cursors(link, collections.cursors);
  const memory = new Memory();
  const clock = { now, sleep: Bun.sleep, patienceMs: PATIENCE_MS };
  return {
    ...asking({ link, messages, cursors, memory, all: collections.messages }),
    append: appender({ link, shelf: messages, cursors, memory, clock }),
    heard: (message) => memory.take(message),
    isReadable: () => link.isUp,
    close: () => link.close(),
  };
}

type Parts = Omit<Parameters<typeof standings>[2], "last"> & { memory: Memory };

function asking(parts: Parts): Omit<History, "append" | "heard" | "isReadable" | "close"> {
  const { messages, cursors, memory } = parts;
  const shared = new Shared();
  const last = (roomId: string) => shared.ask(`last ${roomId}`, () => messages.last(roomId));
  const head = (roomId: string) =>
    orHeld(
      last(roomId).then(({ seq }) => seq),
      () => memory.head(roomId),
    );

  async function page(roomId: string, asked: Page): Promise<Stored[]> {
    const question = `page ${roomId} ${JSON.stringify(asked)}`;
    const read = await shared.ask(question, () => messages.page(roomId, asked));
    if (asked.before === undefined && asked.after === undefined && asked.limit > 0)
      memory.takeNewest(roomId, read);
    return read;
  }

  async function move(reads: Read[]): Promise<number[]> {
    // Nobody's cursor may be above the head; where memory knows of one so high there is no need to ask.
    const isBelow = ({ roomId, seq }: Read) => seq <= (memory.head(roomId) ?? 0);
    const heads = reads.map(async (one) => (isBelow(one) ? one.seq : (await last(one.roomId)).seq));
    const known = await Promise.all(heads);
    return cursors.read(reads.map((one, nth) => ({ ...one, seq: Math.min(one.seq, known[nth]!) })));
  }

  return {
    page: (roomId, asked) => orHeld(page(roomId, asked), () => memory.page(roomId, asked)),
    find: (roomId, seqs) => orHeld(messages.find(roomId, seqs), () => memory.find(roomId, seqs)),
    head,
    heads: (roomIds) => Promise.all(roomIds.map(head)),
    said: async (roomId, authorId, clientId) =>
      (await messages.saidAmong(roomId, [{ authorId, clientId }]))[0] ?? null,
    firstSeen: async (userId, roomId, after) =>
      (await messages.seen(userId, roomId, { after, order: 1 }))?.seq ?? null,
    standings: (userId, places) => standings(userId, places, { ...parts, last }),
    cursors: (roomId) => shared.ask(`cursors ${roomId}`, () => cursors.in(roomId)),
    read: move,
    mark: (userId, roomId, isMarked) => cursors.mark(userId, roomId, isMarked),
  };
}

/** What is asked; or, while MongoDB is away, what memory can tell. */
async function orHeld<T>(asked: Promise<T>, held: () => T | undefined): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    const known = error instanceof Refused ? held() : undefined;
    if (known === undefined) throw error;
    return known;
  }
}
