import { history } from "../../db/history/history";
import type { Message } from "../protocol/message";
import * as rooms from "../rooms/service";
import { hear, tellingOf } from "./hearing";

// Of one room at once.
const PART = 500;

/** Tells what was said in a room after one seq and before another, to all who hear it here: something of it was missed. */
export async function retell(roomId: string, after: number, before: number, isFilling = true): Promise<void> {
  for (let from = after; from < before - 1; from += PART)
    await retellPart(roomId, from, Math.min(PART, before - from - 1), isFilling);
}

async function retellPart(roomId: string, after: number, limit: number, isFilling: boolean): Promise<void> {
  const room = rooms.known(roomId);
  if (!room) return;
  const missed = await history.page(roomId, { after, limit });
  // As nobody sees them, that is: without anything hidden.
  const messages = (await rooms.present(room, "", missed)) as Message[];
  const replied = missed.flatMap(({ replySeq }) => replySeq ?? []);
  const quotes = new Map((await history.find(roomId, replied)).map((quote) => [quote.seq, quote]));
  for (const [index, stored] of missed.entries()) {
    history.heard(stored);
    const quote = stored.replySeq === null ? undefined : quotes.get(stored.replySeq);
    await hear(stored, tellingOf(stored, messages[index]!, quote), { isFilling });
  }
}
