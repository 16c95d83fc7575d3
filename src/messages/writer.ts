import { type Appended, type Entry, history, type Stored } from "../../db/history/history";
import * as bus from "../bus/bus";
import * as machines from "../bus/machines";
import { spend } from "../capacity/limits";
import { notFound, Refused } from "../errors";
import * as friends from "../friends/service";
import { log } from "../log";
import * as measures from "../measures";
import type { Message } from "../protocol/message";
import * as rooms from "../rooms/service";
import { publishInOrder, payloadOf } from "./publish";
import { forward } from "./remote";

/**
 * Store, then ack, then publish, once. What comes in while one batch is being stored, or so soon after that the next is
 * not due, is the next batch, of all rooms together; when a batch is durable its acks and frames leave in one go. So what
 * is heard of a room is heard in seq order, and nobody hears what is not on disk. (Why so, and why in no thread:
 * docs/decisions/0004.)
 */
type Ack = (message: Message) => void;
export type Written = { message: Message; isRepeat: boolean };
type Job = {
  entry: Entry;
  quote?: Stored;
  ack?: Ack;
  since: number;
  resolve: (written: Written) => void;
  reject: (error: unknown) => void;
};

// From one commit to the next: a commit costs nearly as much for one message as for ten, and holds up all else meanwhile.
const PACE_MS = 4;
// Beyond this a commit only makes everyone in it wait longer.
const MAX_BATCH = 1000;
// What may wait to be stored, so that a disk that does not keep up costs its senders a retry and not us the memory.
const MAX_WAITING = 20_000;
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
const RETRY_MS = 1000;
const ID_BYTES = 36;

let waiting: Job[] = [];
let waitingBytes = 0;
let turns: (() => Promise<void>)[] = [];
let writing: Promise<void> | undefined;
// when the last commit began
let began = 0;

/**
 * Resolves when the message is durable and on its way; messages of one room are stored in the order of the calls.
 * `quote` is the message it answers; `ack` is called before anyone hears it. Refuses `overloaded` where too many wait, to
 * be stored or, in a room that many listen to, to be heard.
 */
export function append(entry: Entry, quote?: Stored, ack?: Ack): Promise<Written> {
  return new Promise((resolve, reject) => {
    const isFull = waiting.length >= MAX_WAITING || waitingBytes >= MAX_WAITING_BYTES;
    if (isFull || bus.isBehind(entry.roomId))
      throw new Refused("overloaded", { detail: "Too many messages are waiting.", retryAfterMs: RETRY_MS });
    waiting.push({ entry, quote, ack, since: performance.now(), resolve, reject });
    waitingBytes += entry.text.length;
    start();
  });
}

/** Does `work` between two batches: what it finds and tells is of one moment, as far as messages go. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    turns.push(async () => work().then(resolve, reject));
    start();
  });
}

/** What waits to be stored, and what may. */
export const backlog = () => ({
  messages: waiting.length,
  bytes: waitingBytes,
  mostMessages: MAX_WAITING,
  mostBytes: MAX_WAITING_BYTES,
});

/** What of a message its author chose, or did to a room, in bytes. */
export const bytesOf = ({ text, clientId, mentions, event }: Entry): number =>
  Buffer.byteLength(text) +
  clientId.length +
  mentions.length * ID_BYTES +
  (event === null ? 0 : Buffer.byteLength(event.title ?? "") + event.userIds.length * ID_BYTES);

/** Resolves when all that was given to `append` until now has been written, or refused. */
export const flushed = async (): Promise<void> => await writing;

/** The message that its author has stored under this clientId, as it stands now; null if there is none. */
export async function repeated(
  room: rooms.Known,
  authorId: string,
  clientId: string,
): Promise<Written | null> {
  const stored = await history.said(room.room.id, authorId, clientId);
  return stored && repeatOf(room, stored);
}

async function repeatOf(room: rooms.Known, stored: Stored): Promise<Written> {
  const [message] = await rooms.present(room, stored.authorId, [stored]);
  return { message: message as Message, isRepeat: true };
}

function start(): void {
  writing ??= write();
}

async function write(): Promise<void> {
  // First all that has arrived: the loop hands over one frame after the other.
  await new Promise(setImmediate);
  while (waiting.length > 0 || turns.length > 0) {
    const early = began + PACE_MS - performance.now();
    if (early > 0 && waiting.length < MAX_BATCH) await Bun.sleep(Math.ceil(early));
    began = performance.now();
    await store(waiting.splice(0, MAX_BATCH));
    const due = turns;
    turns = [];
    for (const turn of due) await turn();
  }
  // At once, not when the promise is seen to: whoever comes in between would wait for nobody.
  writing = undefined;
}

/** What may still be said now that its turn has come, as it will be stored; the rest is refused. */
function allowed(batch: Job[]): Job[] {
  return batch.filter((job) => {
    try {
      job.entry = asOfNow(job.entry);
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      job.reject(error);
      return false;
    }
  });
}

// Whoever has left while this waited is a stranger now, and whoever has been blocked is not heard.
function asOfNow(entry: Entry): Entry {
  const { roomId, authorId, kind } = entry;
  const known = rooms.known(roomId);
  if (!known || (kind !== "system" && !known.members.has(authorId))) throw notFound();
  const peer = rooms.peerIn(known.room, authorId);
  if (peer === undefined) return entry;
  friends.mustBeOpen(authorId, peer);
  return { ...entry, hiddenFrom: friends.hasBlocked(peer, authorId) ? peer : null };
}

async function store(batch: Job[]): Promise<void> {
  for (const { entry } of batch) waitingBytes -= entry.text.length;
  try {
    const jobs = allowed(batch);
    if (jobs.length > 0) measures.batches.add(jobs.length);
    const answers = jobs.length > 0 ? await history.append(jobs.map(({ entry }) => entry)) : [];
    for (const [index, job] of jobs.entries()) {
      // Nearly all are told at once, and a promise to wait for is none of the cheapest things here.
      const settling = settle(job, answers[index]!);
      if (settling) await settling;
    }
  } catch (error) {
    log.error({ err: error, messages: batch.length }, "messages could not be stored");
    const details = { detail: "Messages cannot be stored now.", retryAfterMs: RETRY_MS };
    const refused = error instanceof Refused ? error : new Refused("overloaded", details);
    for (const { reject } of batch) reject(refused);
  }
}

// It is stored: whatever goes wrong from here on, those behind it go on, and the hole is filled from history.
function settle(job: Job, answer: Appended | Refused): Promise<void> | undefined {
  if (answer instanceof Refused) {
    // Perhaps it is stored all the same.
    machines.doubt(job.entry.roomId);
    job.reject(answer);
    return undefined;
  }
  const { message: stored, isRepeat } = answer;
  const failed = (error: unknown) => {
    log.error({ err: error, roomId: stored.roomId, seq: stored.seq }, "a stored message was not told to all");
    job.reject(error);
  };
  try {
    return (isRepeat ? ackRepeat(job, stored) : ackAndPublish(job, stored))?.catch(failed);
  } catch (error) {
    failed(error);
    return undefined;
  }
}

async function ackRepeat({ ack, since, resolve }: Job, stored: Stored): Promise<void> {
  const repeat = await repeatOf(rooms.known(stored.roomId)!, stored);
  ack?.(repeat.message);
  measures.stored.add("repeat");
  measures.acks.since(since);
  resolve(repeat);
}

function ackAndPublish({ quote, ack, since, resolve }: Job, stored: Stored): Promise<void> | undefined {
  const { roomId, kind } = stored;
  // Nobody has read it yet but its author; a system message not even them.
  const known = rooms.known(roomId)!;
  const item = { stored, quote, unread: known.members.size - (kind === "system" ? 0 : 1) };
  const message = rooms.shownTo(rooms.viewerOf(known, stored.authorId), item) as Message;
  ack?.(message);
  resolve({ message, isRepeat: false });
  measures.stored.add(kind);
  // Only now: what was refused, or is stored already, costs nobody anything.
  spend("stored", stored.authorId, bytesOf(stored));
  const now = kind === "text" ? measures.acks.since(since) : undefined;
  const payload = payloadOf(known, item);
  forward(stored, payload);
  return publishInOrder(stored, payload, { since: now });
}
