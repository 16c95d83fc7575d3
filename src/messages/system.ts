import type { Change, ChangeRow } from "../../db/accounts/changes";
import { recent } from "../../db/accounts/changes";
import { type NewMessage, history, plain } from "../../db/history/history";
import { Refused } from "../errors";
import { log } from "../log";
import type { Event } from "../protocol/message";
import { eventKinds } from "../protocol/message";
import * as writer from "./writer";

// Writes the system messages of a group ("Ann invited Bob"). They come from the change rows, and their clientId is the
// row's key, so that each is written once, however many machines follow the rows, and however often.

// In rows. A crash can fall between a change and its message; that can cut off a handful of rows.
const REPLAYED = 200;

// Rows whose message is not written yet, in order. While the disk refuses, writing is retried.
const pending: ChangeRow[] = [];
let flushing: Promise<void> | undefined;
let retry: Timer | undefined;

/** Resolves when the row's message and those before it are written, or wait for a retry. */
export function onChange(row: ChangeRow): Promise<void> {
  pending.push(row);
  return flush();
}

/**
 * At start: writes the messages that a crash cut off, looking at `also` more rows than usual. Where history cannot be read,
 * all are appended again, which stores each once.
 */
export async function catchUp(also = 0): Promise<void> {
  for (const row of recent(REPLAYED + also))
    if (!(await isWritten(row).catch(() => false))) await onChange(row);
}

export function stop(): void {
  clearTimeout(retry);
  pending.length = 0;
}

const flush = (): Promise<void> => (pending.length > 0 ? (flushing ??= flushAll()) : Promise.resolve());

async function flushAll(): Promise<void> {
  clearTimeout(retry);
  let [row] = pending;
  for (; row; [row] = pending) {
    const after = await attempt(row);
    if (after !== undefined) {
      retry = setTimeout(() => void flush(), after);
      break;
    }
    pending.shift();
  }
  // Here, not in a `then`: a row that came in between would wait for the next.
  flushing = undefined;
}

/** How long to wait before the next attempt, in ms; undefined where it is done, or never can be. */
async function attempt(row: ChangeRow): Promise<number | undefined> {
  try {
    await write(row);
  } catch (error) {
    if (error instanceof Refused && error.details.retryAfterMs) return error.details.retryAfterMs;
    log.error({ err: error, change: row.id }, "a system message could not be written");
  }
  return undefined;
}

async function isWritten(row: ChangeRow): Promise<boolean> {
  const message = systemMessageOf(row);
  return (
    message === null ||
    (await history.findByClientId(message.roomId, message.authorId, message.clientId)) !== null
  );
}

async function write(row: ChangeRow): Promise<void> {
  const message = systemMessageOf(row);
  if (message) await writer.enqueue(message);
}

/** The system message for this row; null where it has none. */
function systemMessageOf({ key, change }: ChangeRow): NewMessage | null {
  const event = eventOf(change);
  if (!event || !("roomId" in change)) return null;
  const { roomId } = change;
  return { ...plain, kind: "system", text: "", event, roomId, authorId: event.byId, clientId: key };
}

function eventOf(change: Change): Event | null {
  if (!("byId" in change) || change.quiet || change.kind === "changed") return null;
  const { kind, byId, userIds } = change;
  if (!eventKinds.includes(kind)) return null;
  return {
    kind,
    byId,
    userIds,
    ...("title" in change && { title: change.title }),
    ...("role" in change && { role: change.role }),
  };
}
