import { history } from "../../../../db/history/history";
import { type ReadUpTo, told } from "../../../../db/told/told";
import { turn } from "../../../capacity/turns";
import { Refused } from "../../../errors";
import { log } from "../../../log";
import { surely } from "../../../messages/stored/service";
import * as rooms from "../../../rooms/service";
import * as store from "../store";
import { withdraw } from "./sent";

// Whoever reads is no longer told: what their devices show is closed, and forgotten.

// Reads within this time are looked up together.
const GATHER_MS = 100;
// By then a read that came while a push was claimed is stored.
const AGAIN_MS = 2000;
// In users, with room for all who are here.
const MOST = 20_000;
const SLICE = 250;

const waiting = new Map<string, ReadUpTo>();
const again = new Map<string, number>();
let timer: Timer | undefined;

/** Someone has read on this machine. Where the store is away, the check of the room finds it. */
export function onRead(roomId: string, userId: string, seq: number): void {
  if (waiting.size >= MOST || !store.hasDevices(userId)) return;
  waiting.set(`${roomId} ${userId}`, { roomId, userId, seq });
  timer ??= setTimeout(() => void flush(), GATHER_MS);
}

export async function forgetRead(reads: ReadUpTo[]): Promise<void> {
  if (reads.length > 0) withdraw(await told.read(reads));
}

/** A push went to this room: whoever read in the same moment is found a little later. */
export const checkLater = (roomId: string, now: number): void => void again.set(roomId, now + AGAIN_MS);

export async function checkDue(now: number): Promise<void> {
  for (const [roomId, at] of again) {
    if (at > now) continue;
    await check(roomId);
    if (again.get(roomId) === at) again.delete(roomId);
  }
}

export function stop(): void {
  clearTimeout(timer);
  timer = undefined;
  waiting.clear();
  again.clear();
}

async function flush(): Promise<void> {
  timer = undefined;
  const reads = [...waiting.values()];
  waiting.clear();
  try {
    await forgetRead(reads);
  } catch (error) {
    if (!(error instanceof Refused)) log.error({ err: error }, "what was read could not be withdrawn");
    for (const { roomId } of reads) checkLater(roomId, Date.now());
  }
}

async function check(roomId: string): Promise<void> {
  const view = rooms.find(roomId);
  if (!view) return;
  const cursors = await surely(() => history.cursors(roomId));
  const ids = rooms.idsInOrder(view);
  for (let at = 0; at < ids.length; at += SLICE) {
    const slice = ids.slice(at, at + SLICE);
    const rows = await told.inRoom(roomId, { from: slice[0]!, to: slice.at(-1)! });
    const read = rows.filter(({ userId, seq }) => (cursors.get(userId) ?? 0) >= seq);
    await forgetRead(read.map(({ userId, seq }) => ({ roomId, userId, seq })));
    await turn();
  }
}
