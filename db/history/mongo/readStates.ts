import type { Place, Standing } from "../history";
import { type Collections, hiddenBetween, idOf } from "./collections";
import type { Cursors } from "./cursors";
import type { Link } from "./link";
import type { Messages } from "./messages";
import type { Place as Head } from "./numbering/numbering";

type Parts = {
  link: Link;
  all: Collections["messages"];
  messages: Messages;
  cursors: Cursors;
  last: (roomId: string) => Promise<Head>;
};

/**
 * Where one user stands, in few round trips: their cursors, then the heads side by side (so none is below its cursor),
 * then the ordinals at the cursors, and what is hidden from them, where anything is.
 */
export async function standings(userId: string, places: Place[], parts: Parts): Promise<Standing[]> {
  if (places.length === 0) return [];
  const [own, hidden] = await Promise.all([parts.cursors.of(userId), roomsHiding(userId, parts)]);
  const heads = await Promise.all(places.map(({ roomId }) => parts.last(roomId)));
  const stands = places.map((place, nth) => ({
    ...place,
    head: heads[nth]!,
    cursor: Math.max(place.joinedSeq, own.get(place.roomId)?.seq ?? 0),
    isMarked: own.get(place.roomId)?.isMarked ?? false,
  }));
  const ordinals = await ordinalsAt(stands, parts);
  return Promise.all(
    stands.map(async ({ roomId, floor, head, cursor, isMarked }) => {
      const isWhole = !hidden.has(roomId);
      const unseen = isWhole
        ? 0
        : await countHidden(userId, { roomId, after: cursor, upTo: head.seq }, parts);
      const shown = head.seq > floor ? head : null;
      const last = isWhole ? shown : await parts.messages.seen(userId, roomId, { after: floor, order: -1 });
      return {
        roomId,
        head: head.seq,
        cursor,
        unread: cursor < head.seq ? head.ordinal - (ordinals.get(idOf(roomId, cursor)) ?? 0) - unseen : 0,
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
  stands: { roomId: string; cursor: number; head: Head }[],
  { link, all }: Parts,
): Promise<Map<string, number>> {
  const behind = stands.filter(({ cursor, head }) => cursor > 0 && cursor < head.seq);
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
