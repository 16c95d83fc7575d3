import type { MongoLink } from "../mongo/link";
import { entriesOf, type LogCollections, type WriterDoc } from "./documents";
import { anyRoom, type WrittenRooms } from "./written";

type Sources = { link: Pick<MongoLink, "ask">; all: LogCollections; epoch: string };

// Entries of one writer: it fills these in more than a minute. Whoever is further behind asks again.
const AT_ONCE = 500;

/**
 * The rooms that were written to since a mark, by any machine. A mark holds, for each writer, up to which entry it was read:
 * it is as good in another process. What it does not name began after it.
 *
 * It is not whole where an entry is missing (trimmed, or removed with its writer), and once for each writer that was lost: what
 * that one stored last may be in no entry. That is known within some 25 s of its end (others.ts).
 */
export async function writtenSince(mark: string | undefined, sources: Sources): Promise<WrittenRooms> {
  const { link, all, epoch } = sources;
  const known = places(mark, epoch);
  // Before the entries: all up to each `n` is stored already.
  const writers = await link.ask(() => all.writers.find({}).toArray());
  const unknown = anyRoom(markOf(epoch, new Map(writers.map(({ _id, ...writer }) => [_id, endOf(writer)]))));
  if (!known) return unknown;
  const there = new Set(writers.map(({ _id }) => _id));
  for (const [writer, n] of known) if (n !== ENDED && !there.has(writer)) return unknown;
  const parts = await Promise.all(writers.map((writer) => entriesAfter(writer, known, sources)));
  const read = new Map<string, number>();
  const rooms = new Set<string>();
  for (const part of parts) {
    if (!part) return unknown;
    read.set(part.writer, part.upTo);
    for (const roomId of part.rooms) rooms.add(roomId);
  }
  return { rooms: [...rooms], mark: markOf(epoch, read), isWhole: true };
}

/** In a mark: the writer writes no more, and all of it is known. */
const ENDED = Infinity;

const endOf = ({ n, state }: Pick<WriterDoc, "n" | "state">): number => (state === "open" ? n : ENDED);

/** Undefined if some of it is not known. */
async function entriesAfter(
  writer: WriterDoc,
  known: Map<string, number>,
  { link, all }: Sources,
): Promise<{ writer: string; rooms: string[]; upTo: number } | undefined> {
  const { _id: id, n, state } = writer;
  const after = known.get(id) ?? 0;
  if (after === ENDED) return { writer: id, rooms: [], upTo: ENDED };
  if (state === "lost" || after > n) return undefined;
  if (after === n) return { writer: id, rooms: [], upTo: endOf(writer) };
  const last = Math.min(n, after + AT_ONCE);
  const range = { _id: entriesOf(id, after, last) };
  const entries = await link.ask(() => all.writes.find(range, { batchSize: AT_ONCE + 1 }).toArray());
  if (entries.length < last - after) return undefined;
  const upTo = last === n ? endOf(writer) : last;
  return { writer: id, rooms: entries.flatMap(({ rooms }) => rooms), upTo };
}

/** The epoch, and for each writer its id and place: `epoch a:12 b:Infinity`. */
const markOf = (epoch: string, read: Map<string, number>): string =>
  [epoch, ...[...read].map(([writer, n]) => `${writer}:${n}`)].join(" ");

/** Undefined if it is no mark of this epoch. */
function places(mark: string | undefined, epoch: string): Map<string, number> | undefined {
  const [of, ...all] = mark?.split(" ") ?? [];
  if (of !== epoch) return undefined;
  const known = new Map(all.map((one) => [one.split(":")[0]!, Number(one.split(":")[1])]));
  return [...known.values()].some(Number.isNaN) ? undefined : known;
}
