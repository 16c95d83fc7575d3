import { createEffect, createMemo, createSignal, on, onCleanup, untrack } from "solid-js";

import type { ClientFrame, ServerFrame } from "../../src/protocol/frames";
import { createFeed } from "./carriers/feed";
import { isPostable, post, type Postable } from "./carriers/post";
import { createSocket } from "./carriers/socket";
import { createSuccession, type CarrierEvents } from "./carriers/succession";

export interface LinkOptions {
  token: () => string | undefined;
  // Asked before a carrier opens again; brings a fresh token where one is needed. Throws where it makes no sense now.
  // Whoever ends the session stops this link.
  ready: (mustRefresh: boolean) => Promise<void>;
  hear: (frame: ServerFrame) => void;
  // The link went, came, or is another: what was under way on the one before may or may not have arrived.
  moved: () => void;
  // What is special to this room is heard from now on; what of it came before may have been missed.
  watching: (roomId: string) => void;
}

type Watching = [isHeard: boolean, roomId: string | null, socket: unknown];

// So long a socket is waited for before the feed opens beside it. Less than it takes for anyone to be told.
const PATIENCE_MS = 2500;
// This browser had no socket when it was last here: then the feed is not waited for.
const MARK = "potato.feed";

/**
 * The one link to the server: a socket; where none gets through, the feed to hear by and REST to speak by, until one
 * does. Whoever speaks and hears here does not notice which it is.
 */
export function createLink({ token, ready, hear, moved, watching }: LinkOptions) {
  // The room on screen.
  const [watched, watch] = createSignal<string | null>(null);
  const url = `${location.origin.replace("http", "ws")}/ws`;
  const sockets = createSuccession((ears) => createSocket({ url, token, ready, ...ears }), hear);
  const feeds = createSuccession(openFeed, hear);
  // Not anew for each of its attempts.
  const hasSocket = createMemo(() => sockets.current().isOpen());
  const hasFeed = createMemo(() => feeds.current().isOpen());
  const carrier = createMemo(() =>
    hasSocket() ? sockets.current() : hasFeed() ? feeds.current() : undefined,
  );

  function openFeed(ears: CarrierEvents) {
    const feed = createFeed({ url: "/api/feed", token, ready, watching, ...ears });
    feed.watch(untrack(watched));
    return feed;
  }

  function start(): void {
    addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
    sockets.start();
    createEffect(() => (hasSocket() ? settle() : fallBack()));
    createEffect(on(carrier, moved));
    createEffect(on(watched, (roomId) => feeds.each((feed) => feed.watch(roomId))));
    createEffect(on([hasSocket, watched, sockets.current], tellWatched));
  }

  function stop(): void {
    removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", hurry);
    sockets.stop();
    feeds.stop();
  }

  function settle(): void {
    localStorage.removeItem(MARK);
    untrack(feeds.stop);
  }

  function fallBack(): void {
    const open = () => {
      localStorage.setItem(MARK, "1");
      feeds.start();
    };
    const patience = setTimeout(open, localStorage.getItem(MARK) ? 0 : PATIENCE_MS);
    onCleanup(() => clearTimeout(patience));
  }

  // A new socket watches nothing.
  function tellWatched([isHeard, roomId]: Watching, before?: Watching): void {
    if (!isHeard || (roomId === null && !before?.[0])) return;
    sockets.current().say({ type: "watch", roomId });
    if (roomId !== null) watching(roomId);
  }

  /** False where there is no link: nothing is kept for later here. */
  function say(frame: ClientFrame): boolean {
    const feed = feeds.current();
    if (carrier() !== feed) return sockets.current().say(frame);
    if (!isPostable(frame)) return false;
    void sayByPost(frame);
    return true;
  }

  // No answer is as good as a lost link, and is mended as one.
  async function sayByPost(frame: Postable): Promise<void> {
    const feed = feeds.current();
    const answer = await post(frame).catch(() => "none" as const);
    if (answer === "none") return feed.unanswered();
    feed.answered();
    if (answer) hear(answer);
  }

  // The network is back, or someone looks at the page.
  function hurry(): void {
    if (document.visibilityState !== "visible") return;
    sockets.each((socket) => void socket.hurry());
    feeds.each((feed) => void feed.hurry());
  }

  return { start, stop, say, watch, isOpen: () => carrier() !== undefined };
}
