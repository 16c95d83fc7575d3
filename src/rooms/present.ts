import { history, type Stored } from "../../db/history/history";
import type { Hidden, Message } from "../protocol/message";
import { type Known, unreadBy } from "./membership";

// Enough of a message to know it by.
const EXCERPT = 100;

/** Stored messages of one room as `userId` is served them: some hidden, quotes filled in, numbers as of now. */
export async function present(
  room: Known,
  userId: string,
  messages: Stored[],
): Promise<(Message | Hidden)[]> {
  const quoted = await quotes(room.room.id, messages);
  const unread = await unreadBy(
    room,
    messages.map(({ seq }) => seq),
  );
  return messages.map((message) => {
    const { roomId, seq, hiddenFrom, replySeq } = message;
    if (hiddenFrom === userId) return { roomId, seq, kind: "hidden" };
    const quote = replySeq === null ? undefined : quoted.get(replySeq);
    return toMessage(message, quote?.hiddenFrom === userId ? undefined : quote, unread.get(seq) ?? 0);
  });
}

/** The message as it goes over the wire. */
export function toMessage(message: Stored, quote: Stored | undefined, unread: number): Message {
  const { roomId, seq, clientId, authorId, kind, text, event, at, mentions, editedAt, deletedAt } = message;
  return {
    roomId,
    seq,
    clientId,
    authorId,
    kind,
    text,
    event,
    at,
    replyTo: quote ? { seq: quote.seq, authorId: quote.authorId, excerpt: excerptOf(quote) } : null,
    mentions,
    attachments: [],
    reactions: [],
    editedAt,
    deletedAt,
    unread,
  };
}

async function quotes(roomId: string, messages: Stored[]): Promise<Map<number, Stored>> {
  const seqs = [...new Set(messages.flatMap(({ replySeq }) => replySeq ?? []))];
  const found = seqs.length > 0 ? await history.find(roomId, seqs) : [];
  return new Map(found.map((message) => [message.seq, message]));
}

const excerptOf = ({ text }: Stored): string =>
  Array.from(text.slice(0, EXCERPT * 2))
    .slice(0, EXCERPT)
    .join("");
