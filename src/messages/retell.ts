import { history } from "../../db/history/history";
import type { Message } from "../protocol/message";
import * as rooms from "../rooms/service";
import { publish } from "./writer";

/** Tells what was said in a room after one seq and before another, to all who hear it here: something of it was missed. */
export async function retell(roomId: string, after: number, before: number): Promise<void> {
  const room = rooms.known(roomId);
  if (!room) return;
  const missed = await history.page(roomId, { after, limit: before - after - 1 });
  // As nobody sees them, that is: without anything hidden.
  const messages = (await rooms.present(room, "", missed)) as Message[];
  for (const [index, stored] of missed.entries()) {
    const quotes = stored.replySeq === null ? [] : await history.find(roomId, [stored.replySeq]);
    await publish(stored, messages[index]!, quotes[0]);
  }
}
