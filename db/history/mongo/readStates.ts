import type { ReadState, VisibleRange } from "../history";
import type { RoomHead } from "../placing";
import type { Changes } from "./changes/store";
import { type Collections, hiddenBetween, idOf } from "./collections";
import type { Cursors } from "./cursors";
import type { MongoLink } from "./link";
import type { Messages } from "./messages";

type Parts = {
  link: MongoLink;
  all: Collections["messages"];
  messages: Messages;
  changes: Changes;
  cursors: Cursors;
  last: (roomId: string) => Promise<RoomHead>;
};

/**
 * One user's read states in few round trips: their cursors; then the heads concurrently (so no head is below its cursor);
 * then the ordinals at the cursors, and the number of messages hidden from the user in rooms that have any.
 */
export async function readStates(userId: string, ranges: VisibleRange[], parts: Parts): Promise<ReadState[]> {
  if (ranges.length === 0) return [];
  const [own, hidden] = await Promise.all([parts.cursors.of(userId), roomsHiding(userId, parts)]);
  const roomIds = ranges.map(({ roomId }) => roomId);
  const [heads, revs] = await Promise.all([
    Promise.all(roomIds.map(parts.last)),
    parts.changes.revs(roomIds),
  ]);
  const states = ranges.map((range, nth) => ({
    ...range,
    head: heads[nth]!,
    rev: revs[nth]!,
    cursor: Math.max(range.joinedSeq, own.get(range.roomId)?.seq ?? 0),
    isMarked: own.get(range.roomId)?.isMarked ?? false,
  }));
  const ordinals = await ordinalsAt(states, parts);
  return Promise.all(
    states.map(async ({ roomId, floor, head, rev, cursor, isMarked }) => {
      const hidesNothing = !hidden.has(roomId);
      const hiddenCount = hidesNothing
        ? 0
        : await countHidden(userId, { roomId, after: cursor, upTo: head.seq }, parts);
      const shown = head.seq > floor ? head : null;
      const last = hidesNothing
        ? shown
        : await parts.messages.findVisible(userId, roomId, { after: floor, order: -1 });
      return {
        roomId,
        head: head.seq,
        rev,
        cursor,
        unread:
          cursor < head.seq ? head.ordinal - (ordinals.get(idOf(roomId, cursor)) ?? 0) - hiddenCount : 0,
        isMarked,
        lastSeq: last?.seq ?? null,
        lastAt: last?.at ?? null,
      };
    }),
  );
}

async function roomsHiding(userId: string, { link, all }: Parts): Promise<Set<string>> {
  const range = { $gt: `${userId} `, $lt: `${userId}!` };
  return new Set(await link.ask(() => all.distinct("roomId", { hidden: range })));
}

async function ordinalsAt(
  states: { roomId: string; cursor: number; head: RoomHead }[],
  { link, all }: Parts,
): Promise<Map<string, number>> {
  const behind = states.filter(({ cursor, head }) => cursor > 0 && cursor < head.seq);
  if (behind.length === 0) return new Map();
  const ids = behind.map(({ roomId, cursor }) => idOf(roomId, cursor));
  const docs = await link.ask(() =>
    all.find({ _id: { $in: ids } }, { projection: { ordinal: 1 }, batchSize: ids.length + 1 }).toArray(),
  );
  return new Map(docs.map(({ _id, ordinal }) => [_id, ordinal]));
}

const countHidden = (
  userId: string,
  { roomId, after, upTo }: { roomId: string; after: number; upTo: number },
  { link, all }: Parts,
): Promise<number> =>
  link.ask(() => all.countDocuments({ hidden: hiddenBetween(userId, roomId, { after, upTo }) }));
