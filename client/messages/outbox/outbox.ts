import { untrack } from "solid-js";
import { createStore, reconcile, unwrap } from "solid-js/store";

import type { ClientFrame } from "../../../src/protocol/frames";
import type { Frame } from "../../live/frame";
import { type Draft, newId, type Quote } from "./draft";
import { createShelf } from "./shelf";
import { inTurn } from "./turn";

export interface Options {
  userId: string;
  // False where there is no link; what is said on one may still be lost.
  say: (frame: ClientFrame) => boolean;
  isOpen: () => boolean;
  // Whether the history of its room has it.
  isThere: (draft: Draft) => boolean;
}

// Lost: the link went before an answer came. There: the message came before the answer, or was given up.
type Outcome = Frame<"message.sent"> | Frame<"refused"> | { type: "lost" | "there" };

// What the server asks us to wait is waited in silence up to here, in ms; longer is for the sender to decide.
const PATIENCE_MS = 10_000;

/**
 * Sends in the order in which it was said: one unacked message a room over all tabs, the next after its ack. What is said
 * is kept first and sent then, so that it outlives a reload and the browser; it keeps its clientId however often it is
 * sent, and the server stores it once.
 */
export function createOutbox({ userId, say, isOpen, isThere }: Options) {
  const shelf = createShelf(userId);
  // What is on the shelf, as all tabs show it.
  const [drafts, setDrafts] = createStore<Draft[]>([]);
  // By room: what the next message there answers.
  const [quotes, setQuotes] = createStore<Record<string, Quote | undefined>>({});
  // By clientId: who waits for what becomes of it.
  const underWay = new Map<string, (outcome: Outcome) => void>();
  // Rooms that this tab is seeing to.
  const atWork = new Set<string>();
  let isStopped = false;
  const tabs = new BroadcastChannel(`potato.outbox.${userId}`);
  tabs.addEventListener("message", ({ data }) => void follow(String(data)));
  const loaded = untrack(() => load());

  const of = (roomId: string): Draft[] => drafts.filter((draft) => draft.roomId === roomId);
  const canSend = (): boolean => !isStopped && isOpen();
  const find = (clientId: string) => drafts.find((draft) => draft.clientId === clientId);
  const quoteIn = (roomId: string): Quote | undefined => quotes[roomId];
  const quote = (roomId: string, answered: Quote | undefined): void => setQuotes(roomId, answered);

  function add(roomId: string, text: string): void {
    const replyTo = unwrap(quoteIn(roomId)) ?? null;
    quote(roomId, undefined);
    const draft: Draft = { roomId, clientId: newId(), text, replyTo, at: Date.now(), state: "pending" };
    setDrafts(drafts.length, { ...draft });
    void shelf.add(draft).then(() => tell(roomId));
  }

  function again({ clientId }: Draft): void {
    change(clientId, { state: "pending", reason: undefined });
  }

  /** The message is there, or was given up. */
  function remove(clientId: string): void {
    const draft = find(clientId);
    if (!draft) return;
    const { roomId } = draft;
    setDrafts((all) => all.filter((one) => one.clientId !== clientId));
    void shelf.remove(clientId).then(() => tell(roomId));
    underWay.get(clientId)?.({ type: "there" });
  }

  /** Of those that were acked once, what the history has by now. */
  function tidy(): void {
    for (const draft of drafts.filter(isThere)) remove(draft.clientId);
  }

  /** The link went, or came: what was under way on the one before may or may not have arrived. */
  async function resume(): Promise<void> {
    lose();
    await loaded;
    for (const roomId of new Set(drafts.map((draft) => draft.roomId))) void work(roomId);
  }

  const acked = (frame: Frame<"message.sent">): void => underWay.get(frame.clientId)?.(frame);
  const refused = (frame: Frame<"refused">): void => underWay.get(frame.ref ?? "")?.(frame);

  /** For good, with whoever said it. */
  async function clear(): Promise<void> {
    for (const { clientId } of await shelf.list()) void shelf.remove(clientId);
  }

  function stop(): void {
    isStopped = true;
    tabs.close();
    lose();
  }

  function lose(): void {
    for (const done of underWay.values()) done({ type: "lost" });
  }

  async function work(roomId: string): Promise<void> {
    if (atWork.has(roomId)) return;
    atWork.add(roomId);
    try {
      while (canSend() && of(roomId).some(isPending))
        await inTurn(`potato.outbox.${userId}.${roomId}`, () => sendOldest(roomId));
    } finally {
      atWork.delete(roomId);
    }
  }

  // Looks anew at what is there: another tab may have sent it a moment ago.
  async function sendOldest(roomId: string): Promise<void> {
    await load(roomId);
    const draft = of(roomId).find(isPending);
    await shelf.written();
    if (!draft || !canSend()) return;
    await settle(draft.clientId, await deliver(draft));
    // The next tab whose turn it is must see what became of it.
    await shelf.written();
  }

  function deliver({ roomId, clientId, text, replyTo }: Draft): Promise<Outcome> {
    const answered = replyTo ? { replyTo: replyTo.seq } : {};
    return new Promise<Outcome>((done) => {
      underWay.set(clientId, done);
      if (!say({ type: "message.send", roomId, clientId, text, ...answered })) done({ type: "lost" });
    }).finally(() => underWay.delete(clientId));
  }

  async function settle(clientId: string, outcome: Outcome): Promise<void> {
    if (outcome.type === "message.sent") {
      change(clientId, { state: "sent", at: outcome.at, storedAs: outcome.seq });
      tidy();
    }
    if (outcome.type !== "refused") return;
    const { code, retryAfterMs = Infinity } = outcome;
    if (retryAfterMs > PATIENCE_MS)
      return change(clientId, { state: "failed", reason: code, retryAt: Date.now() + retryAfterMs });
    // Those behind it wait too: what was said keeps its order.
    await new Promise((done) => setTimeout(done, retryAfterMs));
  }

  function change(clientId: string, part: Partial<Draft>): void {
    const index = drafts.findIndex((draft) => draft.clientId === clientId);
    const draft = drafts[index];
    if (!draft) return;
    setDrafts(index, part);
    void shelf.change({ ...unwrap(draft) }).then(() => tell(draft.roomId));
  }

  // To the other tabs; and here there may be something to send.
  function tell(roomId: string): void {
    if (isStopped) return;
    tabs.postMessage(roomId);
    void work(roomId);
  }

  async function follow(roomId: string): Promise<void> {
    await load(roomId);
    tidy();
    await work(roomId);
  }

  async function load(roomId?: string): Promise<void> {
    const kept = await shelf.list(roomId);
    const others = drafts.filter((draft) => roomId !== undefined && draft.roomId !== roomId);
    setDrafts(reconcile([...others, ...kept], { key: "clientId" }));
  }

  return { of, add, again, remove, tidy, resume, acked, refused, quote, quoteIn, clear, stop };
}

const isPending = ({ state }: Draft): boolean => state === "pending";
