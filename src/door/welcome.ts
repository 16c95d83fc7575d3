import { version } from "../../package.json";
import { env } from "../env";
import { Refused } from "../errors";
import type { ServerFrame } from "../protocol/frames";
import * as rooms from "../rooms/service";

// So that no frame is large, and a slow link is never handed more than it can take at once.
const ROOMS_A_FRAME = 500;
const ELSEWHERE_MS = 1000;

let isGoing = false;
/** From now on whoever wants to stay is sent to another machine; or again is not. */
export const sendAway = (isSent = true) => void (isGoing = isSent);

/** Before someone is let in who would stay. */
export function mustTakeIn(): void {
  const details = { detail: "This machine is going; another is there.", retryAfterMs: ELSEWHERE_MS };
  if (isGoing) throw new Refused("overloaded", details);
}

/**
 * The first frames for someone who has just come in, to be sent one after the other once they already hear their
 * rooms: what is said in between is heard, or is in these heads, or both.
 */
export async function welcome(userId: string): Promise<ServerFrame[]> {
  await rooms.listen(userId);
  const standings = await rooms.standings(userId);
  const first = standings.slice(0, ROOMS_A_FRAME);
  const frames: ServerFrame[] = [
    { type: "welcome", userId, machine: env.MACHINE, version, now: Date.now(), rooms: first },
  ];
  // A full welcome is always followed, so that a client knows when the list is whole: by its length, or by `last`.
  for (let from = ROOMS_A_FRAME, last = first.length < ROOMS_A_FRAME; !last; from += ROOMS_A_FRAME) {
    last = from + ROOMS_A_FRAME >= standings.length;
    frames.push({ type: "heads", rooms: standings.slice(from, from + ROOMS_A_FRAME), last });
  }
  return frames;
}
