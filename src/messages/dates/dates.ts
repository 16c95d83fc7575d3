import { history } from "../../../db/history/history";
import type { HistoryQuery } from "../model";

// Which message stands at a time. Stores know messages by seq; times never go back as seqs go on.

// How many messages are looked at at once: for a room of a million, a store is asked five times.
const PROBES = 15;
// How many that are hidden from someone are passed over at once.
const PAGE = 200;

interface PageReader {
  userId: string;
  floor: number;
}

/**
 * What was asked for by time as it is asked for by seq: after the one before the first message of that time or later that the
 * reader may see. So a message that is hidden from them shows by no answer when it was sent.
 */
export async function bySeq(
  roomId: string,
  { userId, floor }: PageReader,
  { at, ...asked }: HistoryQuery,
): Promise<HistoryQuery> {
  if (at === undefined) return asked;
  const head = await history.head(roomId);
  const first = await firstSince(roomId, at, { low: floor + 1, high: head + 1 });
  return { ...asked, after: (await firstSeen(roomId, userId, first)) ?? head };
}

async function firstSince(
  roomId: string,
  at: number,
  bounds: { low: number; high: number },
): Promise<number> {
  let { low, high } = bounds;
  while (low < high) {
    const found = await history.find(roomId, probes(low, high));
    // A store that has lost them: nothing is known of what lies between.
    if (found.length === 0) break;
    const late = found.find((message) => message.at >= at);
    const early = found.findLast((message) => message.at < at);
    high = late?.seq ?? high;
    low = early ? early.seq + 1 : low;
  }
  return low;
}

/** The seq before it. */
async function firstSeen(roomId: string, userId: string, from: number): Promise<number | undefined> {
  for (let after = from - 1; ;) {
    const messages = await history.page(roomId, { after, limit: PAGE });
    const seen = messages.find(({ hiddenFrom }) => hiddenFrom !== userId);
    if (seen || messages.length === 0) return seen && seen.seq - 1;
    after = messages.at(-1)!.seq;
  }
}

function probes(low: number, high: number): number[] {
  const step = Math.ceil((high - low) / (PROBES + 1));
  return Array.from({ length: Math.ceil((high - low) / step) }, (_, nth) => low + nth * step);
}
