import type { ServerFrame } from "../protocol/frames";

import { version } from "../../package.json";
import { env } from "../env";
import * as rooms from "../rooms/service";

// So that no frame is large, and a slow link is never handed more than it can take at once.
const ROOMS_A_FRAME = 500;

/**
 * The first frames for someone who has just come in, to be sent one after the other once they already hear their
 * rooms: what is said in between is heard, or is in these heads, or both.
 */
export async function welcome(userId: string): Promise<ServerFrame[]> {
  const standings = await rooms.standings(userId);
  const first = standings.slice(0, ROOMS_A_FRAME);
  const frames: ServerFrame[] = [
    { type: "welcome", userId, machine: env.MACHINE, version, now: Date.now(), rooms: first },
  ];
  for (let from = ROOMS_A_FRAME; from < standings.length; from += ROOMS_A_FRAME) {
    const part = standings.slice(from, from + ROOMS_A_FRAME);
    frames.push({ type: "heads", rooms: part, last: from + ROOMS_A_FRAME >= standings.length });
  }
  return frames;
}
