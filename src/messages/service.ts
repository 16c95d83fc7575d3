import { caughtUp } from "../../db/accounts/changes";
import { type NewMessage, history, type Stored } from "../../db/history/history";
import * as machines from "../bus/machines";
import { consume, mustHaveLeft } from "../capacity/limits";
import { invalid, notFound } from "../errors";
import type { Attachment, Draft, Hidden, Message } from "../protocol/message";
import { rules } from "../protocol/text";
import type { User } from "../protocol/user";
import * as rooms from "../rooms/service";
import * as users from "../users/service";
import { attachable, keep } from "./attachments/attachments";
import { bySeq } from "./dates/dates";
import { mentionable } from "./mentions";
import type { HistoryQuery } from "./model";
import { mayWrite } from "./rules";
import * as writer from "./writer";

export { collect, maySeeFile, SPARE_MS } from "./attachments/attachments";
export { backlog, inTurn } from "./writer";

// A member submits a draft to a room; it is stored, then published to everyone in the room.

type Send = Draft & { roomId: string };
const textRule = rules["message-text"];

/** What the writer will answer; wrapped, so that awaiting it only waits until the draft is enqueued or refused. */
type Enqueued = { written: Promise<writer.Written> };

// Authors whose latest draft is not enqueued yet, because something is read first.
const unqueued = new Map<string, Promise<Enqueued>>();

/**
 * Submits a draft. Resolves when the message is durable: with it, or with the first one under this clientId, so that a retry
 * after a reconnect is safe. Drafts of one author are stored in the order of the calls. Refuses strangers, and in a 1:1 an
 * author who blocks the other. `ack` is called before the message is published.
 */
export function submit(
  authorId: string,
  draft: Send,
  ack?: (message: Message) => void,
): Promise<writer.Written> {
  try {
    consume("messages", authorId);
    if (draft.text === "" && !draft.attachmentIds?.length) throw invalid("text", textRule.says);
  } catch (error) {
    return Promise.reject(error);
  }
  const before = unqueued.get(authorId);
  const enqueued = before
    ? before.then(() => lookUpAndEnqueue(authorId, draft, ack))
    : lookUpAndEnqueue(authorId, draft, ack);
  // Nearly always at once: nothing is read for a draft that is no reply.
  if (!(enqueued instanceof Promise)) return enqueued.written;
  unqueued.set(authorId, enqueued);
  return enqueued.then(({ written }) => {
    if (unqueued.get(authorId) === enqueued) unqueued.delete(authorId);
    return written;
  });
}

/** Never rejects: a refusal is what `written` rejects with. */
function lookUpAndEnqueue(
  authorId: string,
  draft: Send,
  ack?: (message: Message) => void,
): Enqueued | Promise<Enqueued> {
  const refused = (reason: unknown): Enqueued => ({ written: Promise.reject<writer.Written>(reason) });
  try {
    const view = rooms.forMember(authorId, draft.roomId);
    if (machines.isAlone() || maySeeSource(authorId, draft)) return admit(view, draft, ack);
  } catch (error) {
    if (machines.isAlone()) return refused(error);
  }
  // Another machine may have added them a moment ago, here or where the message is from.
  return caughtUp()
    .then(() => admit(rooms.forMember(authorId, draft.roomId), draft, ack))
    .catch(refused);
}

const maySeeSource = (authorId: string, { forwardedFrom }: Send): boolean =>
  forwardedFrom === undefined || rooms.maySee(authorId, forwardedFrom);

function admit(
  view: rooms.MemberView,
  draft: Send,
  ack?: (message: Message) => void,
): Enqueued | Promise<Enqueued> {
  const authorId = view.me.userId;
  // A message that is stored already stays stored, whatever the rules and the disk say now. If even that cannot be looked
  // up, the author gets the first reason.
  const orRepeat = async (reason: unknown): Promise<writer.Written> => {
    const repeat = await writer.repeated(view, authorId, draft.clientId).catch(() => null);
    if (!repeat) throw reason;
    ack?.(repeat.message);
    return repeat;
  };
  const message = toNewMessage(view, authorId, draft);
  const write = ({ quote, attachments }: LookedUp): Enqueued => ({
    written: writer.enqueue({ ...message, attachments }, quote, ack).then(kept, orRepeat),
  });
  const isRefused = (error: unknown): Enqueued => ({ written: orRepeat(error) });
  try {
    mayWrite(view, authorId);
    if (!maySeeSource(authorId, draft)) throw notFound();
    mustHaveLeft("stored", authorId, writer.bytesOf(message));
    if (draft.replyTo === undefined && !draft.attachmentIds?.length) return write({ attachments: [] });
    return lookUp(view, authorId, draft).then(write, isRefused);
  } catch (error) {
    return isRefused(error);
  }
}

type LookedUp = { quote?: Stored; attachments: Attachment[] };

async function lookUp(
  view: rooms.MemberView,
  authorId: string,
  { replyTo, attachmentIds = [] }: Send,
): Promise<LookedUp> {
  const quote = replyTo === undefined ? undefined : await quotable(view, authorId, replyTo);
  return { quote, attachments: await attachable(authorId, attachmentIds) };
}

function kept(written: writer.Written): writer.Written {
  keep(written.message);
  return written;
}

/** The draft as it will be stored. */
function toNewMessage(view: rooms.MemberView, authorId: string, draft: Send): NewMessage {
  const { roomId, clientId, text, replyTo = null, mentions = [], forwardedFrom = null } = draft;
  return {
    roomId,
    authorId,
    clientId,
    kind: "text",
    text: text.trim(),
    event: null,
    replySeq: replyTo,
    mentions: mentionable(view, mentions),
    // Looked up once it is allowed.
    attachments: [],
    // The writer decides when its turn comes.
    hiddenFrom: null,
    forwardedFrom,
  };
}

/** A page of a room's messages that I may see, ascending, with the users it names. At most one of before, after, around, at. */
export async function page(userId: string, roomId: string, asked: HistoryQuery) {
  mustBeOneWay(asked);
  const view = rooms.forMember(userId, roomId);
  const { floor } = rooms.viewerOf(view, userId);
  // Before the messages: they show every change up to there, at least.
  const [{ rev } = { rev: 0 }] = await history.positions([roomId]);
  const range = await bySeq(roomId, { userId, floor }, asked);
  const stored = shortened(await read(roomId, floor, range), range);
  const head = await history.head(roomId);
  const messages = await rooms.present(view, userId, stored);
  const first = stored[0]?.seq;
  const last = stored.at(-1)?.seq;
  const more = {
    before:
      first === undefined
        ? range.after !== undefined && Math.min(range.after, head) > floor
        : first > floor + 1,
    after:
      last === undefined
        ? range.before !== undefined && Math.max(range.before, floor + 1) <= head
        : last < head,
  };
  return { messages, users: namedIn(messages), head, rev, more };
}

function mustBeOneWay({ before, after, around, at }: HistoryQuery): void {
  const given = [before, after, around, at].filter((place) => place !== undefined);
  if (given.length > 1) throw invalid("before", "at most one of before, after, around and at");
}

/** Only a text that the author may see can be replied to; any other seq is `not-found`, that of a system message, too. */
async function quotable(view: rooms.MemberView, authorId: string, seq: number): Promise<Stored> {
  const [message] = seq > rooms.viewerOf(view, authorId).floor ? await history.find(view.room.id, [seq]) : [];
  if (!message || message.hiddenFrom === authorId) throw notFound();
  if (message.kind === "system" || message.deletedAt !== null) throw notFound();
  return message;
}

async function read(
  roomId: string,
  floor: number,
  { before, after, around, limit = 50 }: HistoryQuery,
): Promise<Stored[]> {
  const seen = (messages: Stored[]) => messages.filter(({ seq }) => seq > floor);
  if (after !== undefined) return history.page(roomId, { after: Math.max(after, floor), limit });
  if (around === undefined) return seen(await history.page(roomId, { before, limit }));
  if (around <= floor || (await history.find(roomId, [around])).length === 0) throw notFound();
  // As many on either side as fit. Where one side is short, the other gets the rest.
  const later = await history.page(roomId, { after: around - 1, limit });
  const earlier = seen(await history.page(roomId, { before: around, limit: limit - 1 }));
  const half = Math.ceil(limit / 2);
  const fromLater = Math.max(half, limit - earlier.length);
  const taken = later.slice(0, fromLater);
  return [...(limit > taken.length ? earlier.slice(taken.length - limit) : []), ...taken];
}

// In bytes of text and names: fifty of the longest messages.
const MAX_PAGE = 1024 * 1024;

/** As many messages as one response may hold, next to the requested place; at least one. */
function shortened(messages: Stored[], { after, around }: HistoryQuery): Stored[] {
  let size = messages.reduce((sum, message) => sum + sizeOf(message), 0);
  let [from, to] = [0, messages.length];
  while (size > MAX_PAGE && to - from > 1) {
    // Drops the one that is farther from the requested place.
    const isLast =
      after !== undefined ||
      (around !== undefined && messages[to - 1]!.seq - around > around - messages[from]!.seq);
    size -= sizeOf(isLast ? messages[--to]! : messages[from++]!);
  }
  return messages.slice(from, to);
}

export const sizeOf = ({ text, mentions, attachments, event }: Stored): number =>
  Buffer.byteLength(text) +
  40 * (mentions.length + (event?.userIds.length ?? 0)) +
  400 * attachments.length +
  300;

const EVENT_FACES = 100;

/** Everyone whom these messages name. */
export function namedIn(messages: (Message | Hidden)[]): User[] {
  const ids = new Set<string>();
  for (const message of messages) {
    if (message.kind === "hidden") continue;
    const { authorId, replyTo, mentions, event } = message;
    ids.add(authorId);
    if (replyTo) ids.add(replyTo.authorId);
    for (const id of mentions) ids.add(id);
    if (event) for (const id of [event.byId, ...event.userIds.slice(0, EVENT_FACES)]) ids.add(id);
  }
  return users.named(ids);
}
