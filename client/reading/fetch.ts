import type { Steps } from "../../src/protocol/message";
import { api, ask } from "../api";

/** How many members have not read each message of a range, as of now. */
export async function fetchSteps(roomId: string, from: number, to: number): Promise<Steps> {
  const { steps } = await ask(() => api.rooms({ id: roomId }).unread.get({ query: { from, to } }));
  return steps;
}
