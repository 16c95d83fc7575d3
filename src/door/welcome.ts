import { history } from "../../db/history/history";
import { version } from "../../package.json";
import { env } from "../env";
import { Refused } from "../errors";
import * as friends from "../friends/service";
import { ROOMS_A_FRAME, type ServerFrame } from "../protocol/frames";
import * as rooms from "../rooms/service";

const ELSEWHERE_MS = 1000;

let isRefusing = false;
/** Whether new sockets and feeds are refused, so that clients connect to another machine. */
export const refuseNew = (isOn = true) => void (isRefusing = isOn);

/** Refuses a new socket or feed while this machine drains. */
export function mustAccept(): void {
  const details = { detail: "This machine is stopping: connect to another.", retryAfterMs: ELSEWHERE_MS };
  if (isRefusing) throw new Refused("overloaded", details);
}

/**
 * The first frames for a new subscriber, to be sent one after the other once it is subscribed to its rooms: a message
 * stored meanwhile is delivered, or in these heads, or both.
 */
export async function welcome(userId: string): Promise<ServerFrame[]> {
  await rooms.listen(userId);
  const [first = { rooms: [], kept: [] }, ...more] = await rooms.states(userId);
  const frames: ServerFrame[] = [
    {
      type: "welcome",
      userId,
      machine: env.MACHINE,
      version,
      epoch: history.epoch(),
      now: Date.now(),
      ...first,
      ...(env.PREVIEWS === "off" && { noPreviews: true as const }),
    },
  ];
  // A full welcome is always followed by `heads`, so that the client knows when the list is complete: by length or `last`.
  if (first.rooms.length === ROOMS_A_FRAME && more.length === 0) more.push({ rooms: [], kept: [] });
  more.forEach((part, nth) => frames.push({ type: "heads", ...part, last: nth === more.length - 1 }));
  const presence = friends.presenceFor(userId);
  if (presence) frames.push(presence);
  return frames;
}
