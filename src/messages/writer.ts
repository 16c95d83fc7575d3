import { type Appended, type NewMessage, history, type Stored } from "../../db/history/history";
import * as bus from "../bus/bus";
import * as machines from "../bus/machines";
import { spend } from "../capacity/limits";
import { notFound, Refused } from "../errors";
import { log } from "../log";
import * as measures from "../measures";
import type { Message } from "../protocol/message";
import * as rooms from "../rooms/service";
import { publishInOrder, payloadOf } from "./publish";
import { forward } from "./publish/remote";
import { mayAppendSystem, mayWrite } from "./rules";

// Append, then ack, then publish, once. Messages that arrive while one batch is being stored, or before the next is due,
// are the next batch, of all rooms together. When a batch is durable, its acks and frames leave together. So a room's
// messages are published in seq order, and nothing is published that is not on disk. (Why, and why not in a thread:
// docs/decisions/0004.)

type Ack = (message: Message) => void;
export type Written = { message: Message; isRepeat: boolean };
type Job = {
  entry: NewMessage;
  quote?: Stored;
  ack?: Ack;
  since: number;
  resolve: (written: Written) => void;
  reject: (error: unknown) => void;
};

// From one commit to the next. A commit costs nearly as much for one message as for ten, and blocks everything else.
const PACE_MS = 4;
// In messages. A larger commit only makes everyone in it wait longer.
const MAX_BATCH = 1000;
// Limits of the queue: when the disk does not keep up, senders retry instead of this process running out of memory.
const MAX_WAITING = 20_000;
const MAX_WAITING_BYTES = 32 * 1024 * 1024;
const RETRY_MS = 1000;
const ID_BYTES = 36;
// About; a name has up to 255.
const ATTACHMENT_BYTES = 400;

let waiting: Job[] = [];
let waitingBytes = 0;
let turns: (() => Promise<void>)[] = [];
let writing: Promise<void> | undefined;
// when the last commit began
let began = 0;

/**
 * Enqueues a message. Resolves when it is durable; messages of one room are stored in the order of the
 * calls. `quote` is the message it replies to; `ack` is called before it is published. Refuses `overloaded` where too many
 * messages wait to be stored, or too many of the room wait to be delivered.
 */
export function enqueue(entry: NewMessage, quote?: Stored, ack?: Ack): Promise<Written> {
  return new Promise((resolve, reject) => {
    const isFull = waiting.length >= MAX_WAITING || waitingBytes >= MAX_WAITING_BYTES;
    if (isFull || bus.isBehind(entry.roomId))
      throw new Refused("overloaded", { detail: "Too many messages are waiting.", retryAfterMs: RETRY_MS });
    waiting.push({ entry, quote, ack, since: performance.now(), resolve, reject });
    waitingBytes += entry.text.length;
    start();
  });
}

/** Runs `work` between two batches: no message is stored or published while it runs. */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    turns.push(async () => work().then(resolve, reject));
    start();
  });
}

/** How much waits to be stored, and how much may. */
export const backlog = () => ({
  messages: waiting.length,
  bytes: waitingBytes,
  mostMessages: MAX_WAITING,
  mostBytes: MAX_WAITING_BYTES,
});

/** The size of what a message's author chose, in bytes. */
export const bytesOf = (message: NewMessage): number => {
  const { text, clientId, mentions, attachments, event, forwardedFrom } = message;
  return (
    Buffer.byteLength(text) +
    clientId.length +
    mentions.length * ID_BYTES +
    attachments.length * ATTACHMENT_BYTES +
    (forwardedFrom === null ? 0 : ID_BYTES) +
    (event === null ? 0 : Buffer.byteLength(event.title ?? "") + event.userIds.length * ID_BYTES)
  );
};

/** Resolves when all that was enqueued until now has been stored or refused. */
export const flushed = async (): Promise<void> => await writing;

/** The message that its author has stored under this clientId, as it stands now; null if there is none. */
export async function repeated(
  room: rooms.RoomWithMembers,
  authorId: string,
  clientId: string,
): Promise<Written | null> {
  const stored = await history.findByClientId(room.room.id, authorId, clientId);
  return stored && repeatOf(room, stored);
}

async function repeatOf(room: rooms.RoomWithMembers, stored: Stored): Promise<Written> {
  const [message] = await rooms.present(room, stored.authorId, [stored]);
  return { message: message as Message, isRepeat: true };
}

function start(): void {
  writing ??= write();
}

async function write(): Promise<void> {
  // Lets all frames in that have arrived: the loop handles one after the other.
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
  // Here, not in a `then`: a message enqueued in between would never be written.
  writing = undefined;
}

/** The jobs whose author may still write now, with their entries as they will be stored; the others are refused. */
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

// The author may have left, or been blocked, while this waited.
function asOfNow(entry: NewMessage): NewMessage {
  const { roomId, authorId, kind } = entry;
  const known = rooms.find(roomId);
  if (!known) throw notFound();
  const { hiddenFrom } = kind === "system" ? mayAppendSystem(known, authorId) : mayWrite(known, authorId);
  return hiddenFrom === null ? entry : { ...entry, hiddenFrom };
}

async function store(batch: Job[]): Promise<void> {
  for (const { entry } of batch) waitingBytes -= entry.text.length;
  try {
    const jobs = allowed(batch);
    if (jobs.length > 0) measures.batches.add(jobs.length);
    const answers = jobs.length > 0 ? await history.append(jobs.map(({ entry }) => entry)) : [];
    for (const [index, job] of jobs.entries()) {
      // Nearly all settle synchronously; awaiting a promise for each would cost more than the rest.
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

// The message is stored: whatever fails from here on, the next ones go on, and the gap is filled from history.
function settle(job: Job, answer: Appended | Refused): Promise<void> | undefined {
  if (answer instanceof Refused) {
    // It may be stored all the same.
    machines.compareSoon(job.entry.roomId);
    job.reject(answer);
    return undefined;
  }
  const { message: stored, isRepeat } = answer;
  const failed = (error: unknown) => {
    log.error(
      { err: error, roomId: stored.roomId, seq: stored.seq },
      "a stored message was not published to all",
    );
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
  const repeat = await repeatOf(rooms.find(stored.roomId)!, stored);
  ack?.(repeat.message);
  measures.stored.add("repeat");
  measures.acks.since(since);
  resolve(repeat);
}

function ackAndPublish({ quote, ack, since, resolve }: Job, stored: Stored): Promise<void> | undefined {
  const { roomId, kind } = stored;
  // Only its author has read it; a system message has been read by nobody.
  const known = rooms.find(roomId)!;
  const item = { stored, quote, unread: known.members.size - (kind === "system" ? 0 : 1) };
  const message = rooms.shownTo(rooms.viewerOf(known, stored.authorId), item) as Message;
  ack?.(message);
  resolve({ message, isRepeat: false });
  measures.stored.add(kind);
  // Only now: a refused or repeated message costs no quota.
  spend("stored", stored.authorId, bytesOf(stored));
  const now = kind === "text" ? measures.acks.since(since) : undefined;
  const payload = payloadOf(known, item);
  forward(stored, payload);
  return publishInOrder(stored, payload, { since: now });
}
