import type { Steps } from "../../src/protocol/message";
import { fetchPage } from "../messages/history";
import { isShown } from "../messages/view/item";

const MOST = 200;

export async function fetchSteps(roomId: string, from: number, to: number): Promise<Steps> {
  const page = await fetchPage(roomId, { before: to + 1 }, Math.min(MOST, to - from + 1));
  return page.messages.filter(isShown).map(({ seq, unread }): Steps[number] => [seq, unread]);
}
