import { history } from "../../../db/history/history";
import type { WrittenRooms } from "../../../db/history/written/written";
import { Refused } from "../../errors";
import { log } from "../../log";
import type { DueRooms } from "./due";
import { type StoredSubscriber, Following } from "./following";

export { surely } from "./following";

// The one place that follows what is stored, by any machine, after acks and publishing: it asks history which rooms were written
// to, and hands them to whoever subscribes. Nothing on the way of a message waits for it.

// In ms, between two questions: what was sent can be found within a second.
const ROUND_MS = 200;
const RETRY_MS = 1000;

let followings: Following[] = [];
let mark: string | undefined;
let nextRound: Timer | undefined;
let running: Promise<void> = Promise.resolve();
let isStopped = true;

/** Each subscriber goes at its own pace. */
export function start(subscribers: StoredSubscriber[]): void {
  followings = subscribers.map((subscriber) => new Following(subscriber));
  mark = undefined;
  isStopped = false;
  plan(0);
}

/** Resolves once each subscriber has ended its round. */
export async function stop(): Promise<void> {
  isStopped = true;
  clearTimeout(nextRound);
  await Promise.all([running, ...followings.map((following) => following.stop())]);
  followings = [];
}

/** How long each subscriber is behind, in ms. */
export const lags = (): { name: string; ms: number }[] =>
  followings.map(({ subscriber, due }) => ({ name: subscriber.name, ms: due.lagMs() }));

function plan(ms: number): void {
  if (isStopped) return;
  nextRound = setTimeout(() => void (running = round()), ms);
  nextRound.unref();
}

function note(due: DueRooms, { isWhole, rooms }: WrittenRooms): void {
  if (!isWhole) due.doubt();
  for (const roomId of rooms) due.add(roomId);
}

async function round(): Promise<void> {
  try {
    const news = await history.written(mark);
    mark = news.mark;
    for (const { due } of followings) note(due, news);
    plan(ROUND_MS);
  } catch (error) {
    // History is away: it is asked again.
    if (!(error instanceof Refused)) log.error({ err: error }, "what was stored cannot be followed");
    plan(RETRY_MS);
  }
  if (!isStopped) for (const following of followings) following.wake();
}
