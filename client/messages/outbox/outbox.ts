import { createStore, reconcile, unwrap } from "solid-js/store";

import type { ClientFrame } from "../../../src/protocol/frames";
import { openTabs } from "../../browser/tabs";
import { wellFormed } from "../../browser/wellFormed";
import type { createUploads } from "../../files/sending/uploads/running";
import type { FrameOf } from "../../live/frame";
import { mentionedIn } from "../mentions/tokens";
import { type AttachedFiles, newId, type OutboxDraft, type OutboxFile, type Quote } from "./draft";
import { createDraftStore } from "./draftStore";
import { withLock } from "./lock";
import { EMPTY, reduce } from "./queue";
import type { Effect, QueueEvent } from "./step";

// After the code that uploads files could not be loaded, in ms.
const RELOAD_MS = 3000;
// The server's maximum.
const MOST_MENTIONS = 50;

type OutboxUploads = ReturnType<typeof createUploads>;

export interface OutboxOptions {
  userId: string;
  // False if there is no link. A frame that was sent can still get lost.
  send: (frame: ClientFrame) => boolean;
  isOpen: () => boolean;
  // Whether the message that came of this draft is in the history of its room.
  isInHistory: (draft: OutboxDraft) => boolean;
}

/**
 * Transmits drafts in the order in which they were typed: one unacked message a room over all tabs, the next one after its
 * ack. A draft is stored before it is transmitted, so that it survives a reload and the browser. It keeps its clientId
 * however often it is transmitted, and the server stores it once. The rules are in queue.ts; here are storage, the other
 * tabs, the lock and the link.
 */
export function createOutbox({ userId, send, isOpen, isInHistory }: OutboxOptions) {
  const store = createDraftStore(userId);
  let uploads: Promise<OutboxUploads> | undefined;
  let queue = EMPTY;
  // The queue's drafts, for the page.
  const [drafts, setDrafts] = createStore<OutboxDraft[]>([]);
  // By room: what the next message there replies to.
  const [quotes, setQuotes] = createStore<Record<string, Quote | undefined>>({});
  // By clientId: whether the files of a draft that is being added survive the page.
  const keeping = new Map<string, Promise<boolean>>();
  // By room: releases the lock that this tab holds.
  const unlocks = new Map<string, () => void>();
  let isStopped = false;
  // No two drafts of a tab have the same time.
  let lastAt = 0;
  const tabs = openTabs(`potato.outbox.${userId}`, (roomId) => void followTab(roomId));
  void load();

  const of = (roomId: string): OutboxDraft[] => drafts.filter((draft) => draft.roomId === roomId);
  const all = (): OutboxDraft[] => drafts;
  const quoteIn = (roomId: string): Quote | undefined => quotes[roomId];
  const quote = (roomId: string, quoted: Quote | undefined): void => setQuotes(roomId, quoted);

  function add(roomId: string, text: string, attached?: AttachedFiles, forwardedFrom?: string): void {
    // What is being answered there is not answered by it.
    const replyTo = (!forwardedFrom && unwrap(quoteIn(roomId))) || null;
    if (replyTo) quote(roomId, undefined);
    const draft = {
      roomId,
      clientId: newId(),
      text: wellFormed(text),
      replyTo,
      at: (lastAt = Math.max(Date.now(), lastAt + 1)),
      forwardedFrom,
      ...(attached ? { files: attached.files } : {}),
    };
    if (attached) keeping.set(draft.clientId, attached.kept);
    dispatch({ type: "typed", draft: { ...draft, state: "pending" } });
  }

  const retry = ({ clientId }: OutboxDraft): void => dispatch({ type: "retry", clientId });

  /** Until its author goes on with it, by `retry`. */
  const hold = ({ clientId }: OutboxDraft): void => dispatch({ type: "hold", clientId });

  /** Its message is in the history, or its author discards it. */
  const remove = (clientId: string): void => dispatch({ type: "discard", clientId });

  /** Removes the drafts whose messages are in the history by now. */
  function tidy(): void {
    for (const draft of queue.drafts.filter(isInHistory)) remove(draft.clientId);
  }

  /** The link went, came, or was replaced. */
  function resume(): void {
    if (!isStopped) dispatch({ type: "linkMoved", isLinked: isOpen() });
  }

  function acked({ clientId, seq, at }: FrameOf<"message.sent">): void {
    dispatch({ type: "acked", clientId, seq, at });
    tidy();
  }

  const refused = ({ ref, code, retryAfterMs }: FrameOf<"refused">): void =>
    dispatch({ type: "refused", clientId: ref ?? "", code, retryAfterMs, now: Date.now() });

  /** For good: the account is deleted. */
  async function clear(): Promise<void> {
    for (const { clientId, files } of await store.list()) {
      if (files) drop(files);
      void store.remove(clientId);
    }
  }

  function stop(): void {
    isStopped = true;
    tabs.close();
    dispatch({ type: "linkMoved", isLinked: false });
    void uploads?.then((loaded) => loaded.stopAll());
  }

  function dispatch(event: QueueEvent): void {
    const { state, effects } = reduce(queue, event);
    const hasChanged = state.drafts !== queue.drafts;
    queue = state;
    // Copies, because the page's store changes its objects in place. By its key each draft keeps its row.
    if (hasChanged)
      setDrafts(
        reconcile(
          state.drafts.map((draft) => ({ ...draft })),
          { key: "clientId" },
        ),
      );
    for (const effect of effects) run(effect);
  }

  function run(effect: Effect): void {
    switch (effect.type) {
      case "add":
      case "change":
        return void write(effect).then(() => flushAndNotifyTabs(effect.draft.roomId));
      case "remove":
        if (effect.files) drop(effect.files);
        return void store.remove(effect.clientId).then(() => flushAndNotifyTabs(effect.roomId));
      case "lock":
        return void lock(effect.roomId);
      case "unlock":
        return unlocks.get(effect.roomId)?.();
      case "upload":
        return upload(effect.draft);
      case "stopUpload":
        return void uploads?.then((loaded) => loaded.stop(effect.clientId));
      case "transmit":
        return transmit(effect.draft);
      case "pause":
        setTimeout(() => dispatch({ type: "pauseEnded", roomId: effect.roomId }), effect.ms);
        return undefined;
      default:
        return effect satisfies never;
    }
  }

  function write(effect: Extract<Effect, { type: "add" | "change" }>): Promise<void> {
    const { draft } = effect;
    if (effect.type === "change") return store.change(draft, effect.part);
    const kept = keeping.get(draft.clientId);
    keeping.delete(draft.clientId);
    return store.add(draft, kept);
  }

  function upload(draft: OutboxDraft): void {
    const failed = { clientId: draft.clientId, code: "internal", retryAfterMs: RELOAD_MS } as const;
    withUploads(
      (loaded) => loaded.start(draft),
      () => dispatch({ type: "refused", ...failed, now: Date.now() }),
    );
  }

  // The bytes of what cannot be dropped now expire.
  const drop = (files: OutboxFile[]): void => withUploads((loaded) => loaded.drop(files));

  function withUploads(use: (loaded: OutboxUploads) => unknown, onMissing?: () => void): void {
    uploads ??= import("../../files/sending/uploads/running").then((it) => it.createUploads(dispatch));
    uploads.then(use, () => {
      uploads = undefined;
      onMissing?.();
    });
  }

  async function lock(roomId: string): Promise<void> {
    let hasFailed = true;
    try {
      await withLock(`potato.outbox.${userId}.${roomId}`, () => holdLock(roomId));
      hasFailed = false;
    } finally {
      dispatch({ type: "unlocked", roomId, hasFailed });
    }
  }

  async function holdLock(roomId: string): Promise<void> {
    // Another tab may have transmitted it a moment ago.
    await load(roomId);
    await store.written(roomId);
    await new Promise<void>((done) => {
      unlocks.set(roomId, done);
      dispatch({ type: "locked", roomId });
    });
    // The next tab to get the lock must see the result.
    await store.written(roomId);
  }

  function transmit({ roomId, clientId, text, replyTo, forwardedFrom, files }: OutboxDraft): void {
    const reply = replyTo ? { replyTo: replyTo.seq } : {};
    const source = forwardedFrom ? { forwardedFrom } : {};
    // Nobody is notified of words that were said elsewhere.
    const ids = forwardedFrom ? [] : mentionedIn(text).slice(0, MOST_MENTIONS);
    const mentions = ids.length > 0 ? { mentions: ids } : {};
    const attached = files ? { attachmentIds: files.flatMap(({ attachmentId }) => attachmentId ?? []) } : {};
    const frame = { roomId, clientId, text, ...reply, ...source, ...mentions, ...attached };
    if (!send({ type: "message.send", ...frame })) dispatch({ type: "lost", clientId });
  }

  function flushAndNotifyTabs(roomId: string): void {
    if (isStopped) return;
    tabs.post(roomId);
    dispatch({ type: "flush", roomId });
  }

  async function followTab(roomId: string): Promise<void> {
    await load(roomId);
    tidy();
  }

  async function load(roomId?: string): Promise<void> {
    dispatch({ type: "loaded", roomId, drafts: await store.list(roomId) });
  }

  return { of, all, add, retry, hold, remove, tidy, resume, acked, refused, quote, quoteIn, clear, stop };
}
