import { createEffect, createMemo, createSignal, on, onCleanup, untrack } from "solid-js";

import type { ClientFrame, ServerFrame } from "../../src/protocol/frames";
import { createFeed } from "./carriers/feed";
import { isPostable, post, type Postable } from "./carriers/post";
import { createSocket } from "./carriers/socket";

export interface Options {
  token: () => string | undefined;
  // A fresh token; throws where there is none to be had now. Whoever ends the session stops this link.
  refresh: () => Promise<unknown>;
  hear: (frame: ServerFrame) => void;
  // The link went, came, or is another: what was under way on the one before may or may not have arrived.
  moved: () => void;
  // What is special to this room is heard from now on; what of it came before may have been missed.
  watching: (roomId: string) => void;
}

// So long a socket is waited for before the feed opens beside it. Less than it takes for anyone to be told.
const PATIENCE_MS = 2500;
// This browser had no socket when it was last here: then the feed is not waited for.
const MARK = "potato.feed";

/**
 * The one link to the server: a socket; where none gets through, the feed to hear by and REST to speak by, until one
 * does. Whoever speaks and hears here does not notice which it is.
 */
export function createLink({ token, refresh, hear, moved, watching }: Options) {
  const socket = createSocket({
    url: `${location.origin.replace("http", "ws")}/ws`,
    token,
    refresh,
    hear,
  });
  const feed = createFeed({ url: "/api/feed", token, refresh, hear, watching });
  // Not anew for each of its attempts.
  const hasSocket = createMemo(() => socket.isOpen());
  const carrier = createMemo(() => (hasSocket() ? "socket" : feed.isOpen() ? "feed" : undefined));

  // The room on screen.
  const [watched, watch] = createSignal<string | null>(null);

  function start(): void {
    addEventListener("online", hurry);
    document.addEventListener("visibilitychange", hurry);
    socket.start();
    createEffect(() => (hasSocket() ? settle() : fallBack()));
    createEffect(on(carrier, moved));
    createEffect(on(watched, feed.watch));
    createEffect(on([hasSocket, watched], tellWatched));
  }

  function stop(): void {
    removeEventListener("online", hurry);
    document.removeEventListener("visibilitychange", hurry);
    socket.stop();
    feed.stop();
  }

  function settle(): void {
    localStorage.removeItem(MARK);
    untrack(feed.stop);
  }

  function fallBack(): void {
    const open = () => {
      localStorage.setItem(MARK, "1");
      feed.start();
    };
    const patience = setTimeout(open, localStorage.getItem(MARK) ? 0 : PATIENCE_MS);
    onCleanup(() => clearTimeout(patience));
  }

  // A new socket watches nothing.
  function tellWatched([isHeard, roomId]: [boolean, string | null], before?: [boolean, string | null]): void {
    if (!isHeard || (roomId === null && !before?.[0])) return;
    socket.say({ type: "watch", roomId });
    if (roomId !== null) watching(roomId);
  }

  /** False where there is no link: nothing is kept for later here. */
  function say(frame: ClientFrame): boolean {
    if (carrier() !== "feed") return socket.say(frame);
    if (!isPostable(frame)) return false;
    void sayByPost(frame);
    return true;
  }

  // No answer is as good as a lost link, and is mended as one.
  async function sayByPost(frame: Postable): Promise<void> {
    const answer = await post(frame).catch(() => "none" as const);
    if (answer === "none") return feed.unanswered();
    feed.answered();
    if (answer) hear(answer);
  }

  // The network is back, or someone looks at the page.
  function hurry(): void {
    if (document.visibilityState !== "visible") return;
    void socket.hurry();
    void feed.hurry();
  }

  return { start, stop, say, watch, isOpen: () => carrier() !== undefined };
}
