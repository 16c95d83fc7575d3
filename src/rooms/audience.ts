import { history, type Stored } from "../../db/history/history";
import { notFound } from "../errors";
import { withoutCutMention } from "../protocol/mentions";
import type { Hidden, Message, Reply } from "../protocol/message";
import { type RoomWithMembers, latestJoin, type Membership, type MemberView, unreadBy } from "./membership";

// What each member may see of a message: the one place that decides it, for pages, lists and frames alike. It is here and
// not in `messages` because a room's last message follows the same rules.

/** A user who looks at a room: they may see nothing at or below `floor`. */
export type Viewer = { userId: string; floor: number };
/** A stored message with the message it replies to, and how many members have not read it. */
export type Item = { stored: Stored; quote?: Stored; unread: number };

// In code points: enough of a message to recognise it.
const EXCERPT = 100;
const letters = new Intl.Segmenter();

/** A private room begins for a member where they joined; a former member sees nothing. */
export function floorOf(
  { room }: Pick<RoomWithMembers, "room">,
  member: Pick<Membership, "joinedSeq"> | undefined,
): number {
  if (room.visibility === "public") return 0;
  return member ? member.joinedSeq : Infinity;
}

export const viewerOf = (known: RoomWithMembers, userId: string): Viewer => ({
  userId,
  floor: floorOf(known, known.members.get(userId)),
});

/** Stored messages of one room as `userId` is shown them. */
export async function present(
  known: RoomWithMembers,
  userId: string,
  messages: Stored[],
): Promise<(Message | Hidden)[]> {
  const viewer = viewerOf(known, userId);
  return (await itemsOf(known, messages)).map((item) => shownTo(viewer, item));
}

/** With the messages they reply to, and the unread numbers as of now. */
export async function itemsOf(known: RoomWithMembers, messages: Stored[]): Promise<Item[]> {
  const quotes = await quotesOf(known.room.id, messages);
  const unread = await unreadBy(known, messages);
  return messages.map((stored) => ({
    stored,
    quote: stored.replySeq === null ? undefined : quotes.get(stored.replySeq),
    unread: unread.get(stored.seq) ?? 0,
  }));
}

/** The message with this seq, if this member may see it; else, and where `place` is no seq, `not-found`. */
export async function visibleAt(view: MemberView, place: string): Promise<Stored> {
  const seq = /^[1-9]\d{0,15}$/.test(place) ? Number(place) : 0;
  const { userId, floor } = viewerOf(view, view.me.userId);
  const [message] = seq > floor ? await history.find(view.room.id, [seq]) : [];
  if (!message || message.hiddenFrom === userId) throw notFound();
  return message;
}

type Seen = { viewer: Viewer; quote: Stored | undefined; unread: number };

/** The message as this viewer sees it, or a placeholder where it is hidden from them. */
export function shownTo(viewer: Viewer, { stored, quote, unread }: Item): Message | Hidden {
  const { roomId, seq, hiddenFrom } = stored;
  if (hiddenFrom === viewer.userId) return { roomId, seq, kind: "hidden" };
  return toMessage(stored, { viewer, quote, unread });
}

/**
 * One message for all subscribers of the room; the quoted text is left out where a single member may not see it. In a 1:1
 * with a block, or that one of the two has left since, a message for each.
 */
export function shownToAll(known: RoomWithMembers, item: Item): Message | Map<string, Message> {
  const { stored, quote } = item;
  const isBlocked = stored.hiddenFrom !== null || (quote?.hiddenFrom ?? null) !== null;
  const floor = quote ? highestFloor(known) : 0;
  const isSame = !isBlocked && (!quote || quote.seq > floor);
  if (isSame || known.room.kind === "group") return shownTo({ userId: "", floor }, item) as Message;
  const own = [...known.members.keys()].map((userId) => [userId, shownTo(viewerOf(known, userId), item)]);
  return new Map(
    own.filter((one): one is [string, Message] => (one[1] as Message | Hidden).kind !== "hidden"),
  );
}

/**
 * Who may see a message with this seq, as the members are now; undefined where all of them may. A machine that gets a message
 * late already has subscribers who came after it was stored: in a private group they may not see it, and a 1:1 that they have
 * left stays left.
 */
export function audienceOf(known: RoomWithMembers, seq: number): string[] | undefined {
  if (seq > highestFloor(known)) return undefined;
  return [...known.members].filter(([, member]) => seq > floorOf(known, member)).map(([userId]) => userId);
}

/** No member's floor is above this. */
export const highestFloor = (known: RoomWithMembers): number =>
  floorOf(known, { joinedSeq: latestJoin(known) });

function replyTo({ userId, floor }: Viewer, quote: Stored | undefined): Reply | null {
  // Older servers stored answers to system messages, which have no words to quote.
  if (!quote || quote.hiddenFrom === userId || quote.kind === "system") return null;
  const { seq, authorId, deletedAt } = quote;
  if (seq <= floor) return { seq, authorId, excerpt: "", hidden: true };
  if (deletedAt !== null) return { seq, authorId, excerpt: "", deleted: true };
  return { seq, authorId, ...briefly(quote) };
}

/** What a quote or a notice shows of a message. */
export function briefly({
  text,
  attachments,
}: Stored): Pick<Reply, "excerpt" | "mediaType" | "fileName" | "voice"> {
  const [first] = attachments;
  if (text !== "" || !first) return { excerpt: excerptOf(text) };
  const { mediaType, name, waveform } = first;
  if (waveform !== undefined) return { excerpt: "", mediaType, voice: true };
  return { excerpt: "", mediaType, ...(!/^(image|video)\//.test(mediaType) && { fileName: name }) };
}

function toMessage(stored: Stored, { viewer, quote, unread }: Seen): Message {
  const { roomId, seq, clientId, authorId, kind, text, event, at, mentions, editedAt, deletedAt } = stored;
  const { rev, pin, noPreview, forwardedFrom, attachments } = stored;
  const message: Message = {
    roomId,
    seq,
    clientId,
    authorId,
    kind,
    text,
    event,
    at,
    replyTo: replyTo(viewer, quote),
    mentions,
    attachments,
    reactions: rev === 0 ? [] : countsOf(stored.reactions, viewer.userId),
    editedAt,
    deletedAt,
    unread,
  };
  // Nearly all messages have none of these.
  if (rev > 0) message.rev = rev;
  if (pin) message.pin = pin;
  if (forwardedFrom) message.forwardedFrom = forwardedFrom;
  if (noPreview) message.noPreview = true;
  return message;
}

const countsOf = (reactions: Stored["reactions"], userId: string): Message["reactions"] =>
  reactions.map(({ emoji, userIds }) => ({
    emoji,
    count: userIds.length,
    ...(userIds.includes(userId) && { mine: true }),
  }));

async function quotesOf(roomId: string, messages: Stored[]): Promise<Map<number, Stored>> {
  const seqs = [...new Set(messages.flatMap(({ replySeq }) => replySeq ?? []))];
  const found = seqs.length > 0 ? await history.find(roomId, seqs) : [];
  return new Map(found.map((message) => [message.seq, message]));
}

/** The beginning, without a letter or an emoji that does not fit as a whole; where even the first does not, a part of it. */
export function excerptOf(text: string): string {
  if (text.length <= EXCERPT) return text;
  // One code point more than fits shows which letter does not.
  const start = Array.from(text.slice(0, EXCERPT * 2 + 2)).slice(0, EXCERPT + 1);
  let length = 0;
  let excerpt = "";
  for (const { segment } of letters.segment(start.join(""))) {
    length += Array.from(segment).length;
    if (length > EXCERPT) break;
    excerpt += segment;
  }
  return withoutCutMention(excerpt) || start.slice(0, EXCERPT).join("");
}
