import { createEffect, createMemo, createSignal, on, onCleanup, untrack } from "solid-js";

import type { ClientFrame, ServerFrame } from "../../src/protocol/frames";
import { ofBrowser } from "../browser/storage";
import type { createFeed } from "./carriers/feed";
import type { Poll } from "./carriers/poll";
import type { post, Postable } from "./carriers/post";
import { createSocket } from "./carriers/socket";
import { createSuccession, type CarrierEvents } from "./carriers/succession";

export interface LinkOptions {
  userId: string;
  token: () => string | undefined;
  // Called before a carrier reconnects; fetches a fresh token if needed. Throws if there is no session.
  // Ending the session stops this link.
  ready: (mustRefresh: boolean) => Promise<void>;
  onFrame: (frame: ServerFrame) => void;
  // The link went, came, or was replaced: what was in transit may or may not have arrived.
  onMoved: () => void;
  // The room's own frames come from now on; earlier ones may have been missed.
  onWatched: (roomId: string) => void;
}

type FeedCarrier = ReturnType<typeof createFeed>;
type FeedCarriers = ReturnType<typeof createSuccession<FeedCarrier>>;
type WatchState = [isOpen: boolean, roomId: string | null, socket: unknown];

// How long to wait for a socket before the feed opens beside it. Shorter than the delay of the offline notice.
const PATIENCE_MS = 2500;
// How long to wait for a socket or a feed before asking over plain REST. The feed has had its first chance by then.
const POLL_PATIENCE_MS = 15_000;
// Set if this browser had no socket last time: then the feed opens at once.
const MARK = "potato.feed";

/**
 * The one link to the server: a socket; while no socket connects, the feed to receive and REST to send; while neither does,
 * REST for both, slowly. Its users do not notice which one it is.
 */
export function createLink({ userId, token, ready, onFrame, onMoved, onWatched }: LinkOptions) {
  // The room on screen.
  const [watched, watch] = createSignal<string | null>(null);
  const url = `${location.origin.replace("http", "ws")}/ws`;
  const sockets = createSuccession((events) => createSocket({ url, token, ready, ...events }), onFrame);
  // Nearly nobody needs these, so they are loaded then.
  const [feeds, setFeeds] = createSignal<FeedCarriers>();
  const [poll, setPoll] = createSignal<Poll>();
  // A memo, so that the attempts to reconnect change nothing.
  const hasSocket = createMemo(() => sockets.current().isOpen());
  const hasFeed = createMemo(() => feeds()?.current().isOpen() ?? false);
  const hasPoll = createMemo(() => poll()?.isOpen() ?? false);
  const carrier = createMemo(() => {
    if (hasSocket()) return sockets.current();
    if (hasFeed()) return feeds()?.current();
    return hasPoll() ? poll() : undefined;
  });

  function start(): void {
    addEventListener("online", reconnect);
    addEventListener("offline", check);
    document.addEventListener("visibilitychange", reconnect);
    sockets.start();
    createEffect(() => (hasSocket() ? useSocket() : fallBackToFeed()));
    createEffect(() => (hasSocket() || hasFeed() ? untrack(poll)?.stop() : fallBackToPoll()));
    createEffect(on(carrier, onMoved));
    createEffect(on(watched, (roomId) => feeds()?.each((feed) => feed.watch(roomId))));
    createEffect(on([hasSocket, watched, sockets.current], sendWatched));
  }

  function stop(): void {
    removeEventListener("online", reconnect);
    removeEventListener("offline", check);
    document.removeEventListener("visibilitychange", reconnect);
    sockets.stop();
    feeds()?.stop();
    poll()?.stop();
  }

  function useSocket(): void {
    ofBrowser.set(MARK, undefined);
    untrack(() => feeds()?.stop());
  }

  const fallBackToFeed = (): void =>
    startAfter(ofBrowser.get(MARK) ? 0 : PATIENCE_MS, async () => {
      ofBrowser.set(MARK, "1");
      return untrack(feeds) ?? loadFeeds();
    });

  // Most outages end before this: then nobody asks.
  const fallBackToPoll = (): void => startAfter(POLL_PATIENCE_MS, async () => untrack(poll) ?? loadPoll());

  async function loadFeeds(): Promise<FeedCarriers> {
    const [module] = await Promise.all([import("./carriers/feed"), loadPost()]);
    const open = (events: CarrierEvents): FeedCarrier => {
      const feed = module.createFeed({ url: "/api/feed", token, ready, onWatched, ...events });
      feed.watch(untrack(watched));
      return feed;
    };
    return setFeeds(() => createSuccession(open, onFrame));
  }

  async function loadPoll(): Promise<Poll> {
    const [{ createPoll }, { fetchHeads }] = await Promise.all([
      import("./carriers/poll"),
      import("./carriers/heads"),
      loadPost(),
    ]);
    return setPoll(() => createPoll({ userId, fetchRooms: fetchHeads, onFrame, onLost: () => undefined }));
  }

  // A new socket watches no room.
  function sendWatched([isOpen, roomId]: WatchState, before?: WatchState): void {
    if (!isOpen || (roomId === null && !before?.[0])) return;
    sockets.current().send({ type: "watch", roomId });
    if (roomId !== null) onWatched(roomId);
  }

  /** False if there is no link: nothing is queued here. */
  function send(frame: ClientFrame): boolean {
    const now = carrier();
    const feed = feeds()?.current();
    const asking = hasPoll() && now === poll() ? poll() : undefined;
    const by = asking ?? (now === feed ? feed : undefined);
    if (!by) return sockets.current().send(frame);
    if (!isPostable(frame)) return false;
    void (asking ? sendWhilePolling(frame, asking) : sendByPost(frame, by));
    return true;
  }

  // No answer means that the link is lost.
  async function sendByPost(
    frame: Postable,
    by: { answered?: () => void; unanswered: () => void },
  ): Promise<void> {
    const answer = await posted(frame).catch(() => "none" as const);
    if (answer === "none") return by.unanswered();
    by.answered?.();
    if (answer) onFrame(answer);
  }

  // My own message comes with the next answer: at once.
  async function sendWhilePolling(frame: Postable, asking: Poll): Promise<void> {
    await sendByPost(frame, asking);
    asking.soon();
  }

  // Nobody closes the connections of a network that is gone.
  const check = (): void => sockets.each((socket) => socket.check());

  // The network is back, or the page has become visible.
  function reconnect(): void {
    if (document.visibilityState !== "visible") return;
    sockets.each((socket) => void socket.reconnect());
    feeds()?.each((feed) => void feed.reconnect());
    poll()?.soon();
  }

  return { start, stop, send, watch, watched, isOpen: () => carrier() !== undefined };
}

const isPostable = (frame: ClientFrame): frame is Postable =>
  frame.type === "message.send" || frame.type === "read";

// It is here before a carrier needs it: a module that cannot be loaded, because the line is cut, is never asked for again by a
// browser, and no message would be sent until the page is reloaded.
let posted: typeof post;

async function loadPost(): Promise<void> {
  ({ post: posted } = await import("./carriers/post"));
}

/** In an effect: loads and starts a carrier after so long, unless the effect runs again before. What cannot be loaded now is tried again. */
function startAfter(patienceMs: number, load: () => Promise<{ start: () => void }>): void {
  let isOver = false;
  const start = async () => {
    const made = await load().catch(() => undefined);
    if (isOver) return;
    if (made) made.start();
    else waiting = setTimeout(() => void start(), PATIENCE_MS);
  };
  let waiting = setTimeout(() => void start(), patienceMs);
  onCleanup(() => {
    isOver = true;
    clearTimeout(waiting);
  });
}
