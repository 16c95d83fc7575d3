import { createStore, produce } from "solid-js/store";

import type { ClientFrame } from "../../src/protocol/frames";
import type { Message } from "../../src/protocol/message";
import type { Code } from "../../src/protocol/problem";
import type { Frame } from "../live/frame";

export type Quote = NonNullable<Message["replyTo"]>;

/** Something that was said here. It stays until the message itself has come back. */
export interface Draft {
  roomId: string;
  clientId: string;
  text: string;
  replyTo: Quote | null;
  at: number;
  state: "sending" | "sent" | "refused";
  reason?: Code;
}

// What the server asks us to wait is waited in silence up to here, in ms; longer is for the sender to decide.
const PATIENCE_MS = 10_000;

/**
 * Sends in the order in which it was said: one unacked message a room, the next after its ack. A message keeps its
 * clientId however often it is sent, and the server stores it once.
 */
export function createOutbox(say: (frame: ClientFrame) => boolean) {
  const [drafts, setDrafts] = createStore<Draft[]>([]);
  // By room: what the next message there answers.
  const [quotes, setQuotes] = createStore<Record<string, Quote | undefined>>({});
  // By room: the clientId of what is on its way.
  const underWay = new Map<string, string>();

  const of = (roomId: string): Draft[] => drafts.filter((draft) => draft.roomId === roomId);
  const quoteIn = (roomId: string): Quote | undefined => quotes[roomId];
  const quote = (roomId: string, answered: Quote | undefined): void => setQuotes(roomId, answered);

  function add(roomId: string, text: string): void {
    const replyTo = quoteIn(roomId) ?? null;
    quote(roomId, undefined);
    setDrafts(drafts.length, {
      roomId,
      clientId: newId(),
      text,
      replyTo,
      at: Date.now(),
      state: "sending",
    });
    sendNext(roomId);
  }

  /** On each new connection: what was under way on the one before may or may not have arrived. */
  function resume(): void {
    underWay.clear();
    for (const roomId of new Set(drafts.map((draft) => draft.roomId))) sendNext(roomId);
  }

  function acked({ roomId, clientId, at }: Frame<"message.sent">): void {
    update(clientId, { state: "sent", at });
    landed(roomId, clientId);
  }

  function refused({ ref, code, retryAfterMs }: Frame<"refused">): void {
    const draft = drafts.find(({ clientId }) => clientId === ref);
    if (!draft) return;
    const { roomId, clientId } = draft;
    // Those behind it wait too: what was said keeps its order.
    if (retryAfterMs !== undefined && retryAfterMs <= PATIENCE_MS)
      return void setTimeout(() => landed(roomId, clientId), retryAfterMs);
    update(clientId, { state: "refused", reason: code });
    landed(roomId, clientId);
  }

  function again({ roomId, clientId }: Draft): void {
    update(clientId, { state: "sending", reason: undefined });
    sendNext(roomId);
  }

  /** The message is there, or was given up. */
  function remove(clientId: string): void {
    const draft = drafts.find((one) => one.clientId === clientId);
    if (!draft) return;
    const { roomId } = draft;
    setDrafts((all) => all.filter((one) => one.clientId !== clientId));
    landed(roomId, clientId);
  }

  function landed(roomId: string, clientId: string): void {
    if (underWay.get(roomId) === clientId) underWay.delete(roomId);
    sendNext(roomId);
  }

  function sendNext(roomId: string): void {
    const draft = drafts.find((one) => one.roomId === roomId && one.state === "sending");
    if (!draft || underWay.has(roomId)) return;
    const { clientId, text, replyTo } = draft;
    const answered = replyTo ? { replyTo: replyTo.seq } : {};
    if (say({ type: "message.send", roomId, clientId, text, ...answered })) underWay.set(roomId, clientId);
  }

  function update(clientId: string, change: Partial<Draft>): void {
    setDrafts(
      (draft) => draft.clientId === clientId,
      produce((draft) => Object.assign(draft, change)),
    );
  }

  return { of, add, again, remove, resume, acked, refused, quote, quoteIn };
}

// Not randomUUID: a browser has that one under https only, and home servers are often plain http.
const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
