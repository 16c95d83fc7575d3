import { history, type Stored } from "../../../../db/history/history";

/**
 * How many messages of a room count as unread after a cursor, up to `last`: a subtraction of ordinals. One at least; what is
 * hidden from someone counts not. `known`: messages whose ordinals need not be looked up.
 */
export async function unreadAfter(
  cursors: Iterable<number>,
  last: Pick<Stored, "roomId" | "ordinal">,
  known: Stored[],
): Promise<(cursor: number) => number> {
  const ordinals = new Map<number, number>([[0, 0]]);
  for (const { seq, ordinal } of known) ordinals.set(seq, ordinal);
  const unknown = [...new Set(cursors)].filter((cursor) => !ordinals.has(cursor));
  const found = unknown.length > 0 ? await history.find(last.roomId, unknown) : [];
  for (const { seq, ordinal } of found) ordinals.set(seq, ordinal);
  const hidden = known.filter(({ hiddenFrom }) => hiddenFrom !== null).length;
  return (cursor) => Math.max(1, last.ordinal - (ordinals.get(cursor) ?? last.ordinal) - hidden);
}
