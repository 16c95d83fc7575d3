import { type ToldMark, told } from "../../../db/told/told";
import { turn } from "../../capacity/turns";
import { Refused } from "../../errors";
import { log } from "../../log";
import type { DueRooms } from "../../messages/stored/due";
import type { StoredSubscriber } from "../../messages/stored/following";
import * as reading from "../../reading/service";
import { sendClaimed, sendDeferred } from "./again";
import { decide } from "./deciding";
import { newsIn, WAIT_MS } from "./news";
import * as reads from "./outgoing/reads";
import * as sent from "./outgoing/sent";
import type { Said } from "./people";
import * as store from "./store";
import { type Screens, screensOf } from "./watched";

// Decides who is sent a push: three seconds after a message was stored, from what is stored by then, on the one machine that has
// the lease. What was decided and what was told are stored, so that another machine goes on where this one has stopped.

const TICK_MS = 1000;
// Rooms that are decided in one round, and of them at a time.
const ROUND = 64;
const AT_ONCE = 8;
// In ms: a machine without the lease keeps in mind what was written to for so long; the one that has it has decided that by then.
const STANDBY_MS = 60_000;
// Deciding takes at most a tenth of the time.
const REST = 9;
const FORGET_MS = 3600_000;
const KEPT_MS = 30 * 24 * 3600_000;

// When the rooms that are due are to be looked at.
const readyAt = new Map<string, number>();
let wasHolder = false;
let ticking: Timer | undefined;
let forgetting: Timer | undefined;
let ticked: Promise<void> = Promise.resolve();

export const subscriber: StoredSubscriber = {
  name: "push",
  prepare,
  behind,
  work,
  failed: async () => readyAt.clear(),
  close: async () => readyAt.clear(),
};

export function start(): void {
  wasHolder = false;
  sent.start();
  reading.onMoved(reads.onRead);
  ticking = setInterval(() => void (ticked = ticked.then(tick)), TICK_MS);
  ticked = tick();
  forgetting = setInterval(() => void attempt(forget), FORGET_MS);
}

/** After the subscriber has stopped. */
export async function stop(): Promise<void> {
  clearInterval(ticking);
  clearInterval(forgetting);
  reads.stop();
  await ticked;
  await sent.flushed();
}

async function prepare(due: DueRooms): Promise<boolean> {
  const isHolder = told.fence() !== undefined;
  if (!isHolder) due.forgetBefore(STANDBY_MS);
  // Nobody is told of what was said before they subscribed: then there is nothing to remember.
  else if (!store.isAnybody()) due.forgetBefore(0);
  if (isHolder && !wasHolder) due.doubt();
  wasHolder = isHolder;
  return isHolder && store.isAnybody();
}

async function behind(roomIds: string[], positions: { seq: number; rev: number }[]): Promise<string[]> {
  const marks = await told.marks(roomIds);
  const found = roomIds.filter((_, nth) => {
    const [{ seq, rev }, mark] = [positions[nth]!, marks[nth]];
    return mark ? mark.seq < seq || mark.rev < rev : seq > 0;
  });
  // They may have waited for long.
  for (const roomId of found) readyAt.set(roomId, 0);
  return found;
}

async function work(due: DueRooms): Promise<boolean> {
  const now = Date.now();
  const batch: string[] = [];
  for (const roomId of due) {
    const at = readyAt.get(roomId) ?? now + WAIT_MS;
    readyAt.set(roomId, at);
    if (at <= now && batch.push(roomId) === ROUND) break;
  }
  const fence = told.fence();
  if (batch.length === 0 || fence === undefined) return false;
  const marks = await told.marks(batch);
  const screens = await screensOf(batch);
  const rooms = batch.map((roomId, nth) => ({ roomId, mark: marks[nth] }));
  const decided: ToldMark[] = [];
  const faults: unknown[] = [];
  const go = async () => {
    for (let room = rooms.shift(); room; room = rooms.shift())
      await decideIn(room, due, { fence, screens }).then(
        (mark) => decided.push(mark),
        (error: unknown) => faults.push(error),
      );
  };
  await Promise.all(Array.from({ length: AT_ONCE }, go));
  await told.advance(decided);
  await turn();
  if (faults.length > 0) throw faults[0];
  return batch.length === ROUND;
}

type MarkedRoom = { roomId: string; mark: ToldMark | undefined };

async function decideIn(
  { roomId, mark }: MarkedRoom,
  due: DueRooms,
  { fence, screens }: { fence: number; screens: Screens },
) {
  const begun = performance.now();
  due.begin(roomId);
  const now = Date.now();
  const news = await newsIn(roomId, { mark, begunAt: told.begunAt, now });
  const onScreen = screens.get(roomId) ?? new Set<string>();
  await decide(roomId, news.said, { fence, now, onScreen });
  await forgetAuthors(roomId, news.said);
  const took = performance.now() - begun;
  if (news.nextAt === undefined) {
    due.done(roomId);
    readyAt.delete(roomId);
  } else readyAt.set(roomId, Math.max(news.nextAt, Date.now() + took * REST));
  return news.mark;
}

/** Whoever answers has read; on another device, too. */
async function forgetAuthors(roomId: string, said: Said[]): Promise<void> {
  const last = new Map<string, number>();
  for (const { stored, isEdit } of said)
    if (!isEdit && stored.kind === "text") last.set(stored.authorId, stored.seq);
  const own = [...last].filter(([userId]) => store.hasDevices(userId));
  await reads.forgetRead(own.map(([userId, seq]) => ({ roomId, userId, seq })));
}

/** The lease; and what has waited for a minute, for a moment, or for a machine that died. */
async function tick(): Promise<void> {
  await attempt(() => told.tick());
  const fence = told.fence();
  if (fence === undefined) return;
  await attempt(async () => sendClaimed(await told.inherit(fence)));
  await attempt(async () => sendDeferred(await told.dueBy(Date.now()), fence));
  await attempt(() => reads.checkDue(Date.now()));
}

async function attempt(part: () => Promise<unknown>): Promise<void> {
  try {
    await part();
  } catch (error) {
    if (!(error instanceof Refused)) log.error({ err: error }, "push messages could not be decided");
  }
}

/** Rows of devices that are gone, and what is old. */
async function forget(): Promise<void> {
  if (told.fence() === undefined) return;
  const gone: string[] = [];
  for (
    let page = await told.devicesAfter("", 500);
    page.length > 0;
    page = await told.devicesAfter(page.at(-1)!, 500)
  )
    gone.push(...store.withoutDevice(page));
  await told.forget(gone, Date.now() - KEPT_MS);
}
