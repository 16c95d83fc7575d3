import { history } from "../../../db/history/history";
import * as rooms from "../../rooms/service";
import { publishInOrder, payloadOf } from "../publish";

// Messages at a time.
const PART = 500;

/** Reads what was stored in a room after one seq and before another, and publishes it on this machine, which missed some. */
export async function backfill(
  roomId: string,
  after: number,
  before: number,
  isFilling = true,
): Promise<void> {
  for (let from = after; from < before - 1; from += PART)
    await backfillPage(roomId, from, Math.min(PART, before - from - 1), isFilling);
}

async function backfillPage(roomId: string, after: number, limit: number, isFilling: boolean): Promise<void> {
  const room = rooms.find(roomId);
  if (!room) return;
  const missed = await history.page(roomId, { after, limit });
  for (const item of await rooms.itemsOf(room, missed)) {
    history.observe(item.stored);
    await publishInOrder(item.stored, payloadOf(room, item), { isFilling });
  }
}
