import { createSignal } from "solid-js";

import type { ServerFrame } from "../../../src/protocol/frames";
import { createEvents, type StreamEvent } from "./events";
import type { SocketOptions } from "./socket";
import { backOff } from "./wait";

// The socket's frames as server-sent events over plain HTTP. Read by fetch, because an EventSource cannot send a token.
//
//   idle ──start──▶ asking ──answered──▶ greeting ──welcome, or nothing was lost──▶ open
//                     ▲                                                              │
//                     └──────────────back-off────────── waiting ◀────────any end─────┘
//
// It ends when its token expires, and opens again with the next one. A client that comes back soon gets all it missed.
// Watching another room opens another stream, which continues where the last one was and counts as open meanwhile.
type FeedState =
  | { name: "idle" }
  | { name: "asking" | "greeting" | "open"; request: AbortController; room: string | null; isTurn: boolean }
  | { name: "waiting"; mustRefresh: boolean };

interface FeedOptions extends SocketOptions {
  // This room is watched from now on.
  onWatched: (roomId: string) => void;
}

const GREETING_MS = 10_000;
// What the server sent on the feed a moment ago has arrived after this time.
const SETTLING_MS = 500;
// The server sends something every 15 s, if only a comment: two of those were missed.
const SILENCE_MS = 35_000;

export function createFeed(options: FeedOptions) {
  const [state, setState] = createSignal<FeedState>({ name: "idle" });
  // Each state has at most one timer, for its own end.
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  // How many requests in a row got no answer.
  let unansweredCount = 0;
  // Where to continue. Without it the server begins with a welcome.
  let lastId: string | undefined;
  let watched: string | null = null;

  function start(): void {
    if (state().name !== "idle") return;
    attempts = unansweredCount = 0;
    lastId = undefined;
    if (options.token()) return void open();
    // A page that shows what was kept has no token yet.
    leaveFor({ name: "waiting", mustRefresh: false });
    void reconnect();
  }

  const stop = (): void => leaveFor({ name: "idle" });

  /** Closing a room opens no new stream: the old one stays until another room is opened. */
  function watch(roomId: string | null): void {
    watched = roomId;
    const now = state();
    if (roomId !== null && "request" in now && now.room !== roomId) void open();
  }

  async function open(): Promise<void> {
    const request = new AbortController();
    leaveFor({ name: "asking", request, room: watched, isTurn: isOpen() });
    after(GREETING_MS, () => wait(false));
    const isCurrent = () => {
      const now = state();
      return "request" in now && now.request === request;
    };
    let mustRefresh = false;
    try {
      mustRefresh = await read(request, isCurrent);
    } finally {
      if (isCurrent()) wait(mustRefresh);
    }
  }

  /** Reads to the end. True if the token was refused. */
  async function read(request: AbortController, isCurrent: () => boolean): Promise<boolean> {
    const headers = {
      authorization: `Bearer ${options.token() ?? ""}`,
      ...(lastId !== undefined && { "last-event-id": lastId }),
    };
    const query = watched === null ? "" : `?${new URLSearchParams({ watch: watched })}`;
    const response = await fetch(options.url + query, { headers, signal: request.signal }).catch(nothing);
    const now = state();
    // I am no longer in that room; the feed is needed all the same.
    if (response?.status === 404 && isCurrent()) watched = null;
    if (!response?.ok || !response.body || !("request" in now) || !isCurrent())
      return response?.status === 401;
    enter({ ...now, name: "greeting" });
    after(GREETING_MS, () => wait(false));
    const events = createEvents((event) => isCurrent() && receive(event));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const piece = await reader.read().catch(nothing);
      if (piece?.value === undefined) return false;
      events(piece.value);
    }
  }

  function receive({ id, data }: StreamEvent): void {
    const frame = data === undefined ? undefined : (JSON.parse(data) as ServerFrame);
    if (frame?.type === "reset") lastId = undefined;
    else if (frame?.type === "welcome" || lastId !== undefined) opened();
    if (state().name === "open") {
      lastId = id ?? lastId;
      after(SILENCE_MS, () => wait(false));
    }
    if (frame) options.onFrame(frame);
  }

  function opened(): void {
    attempts = unansweredCount;
    const now = state();
    if (!("request" in now) || now.name === "open") return;
    enter({ ...now, name: "open" });
    if (now.room !== null) options.onWatched(now.room);
  }

  function answered(): void {
    unansweredCount = 0;
  }

  /** If requests get no answer, the feed alone is no link. */
  function unanswered(): void {
    attempts = ++unansweredCount;
    if (state().name === "open") wait(false);
  }

  function wait(mustRefresh: boolean): void {
    leaveFor({ name: "waiting", mustRefresh });
    after(backOff(attempts++), () => void reconnect());
    options.onLost();
  }

  const whenAnswered = (then: () => void): void => void setTimeout(then, SETTLING_MS);

  /** Reconnects now instead of at the end of the wait. */
  async function reconnect(): Promise<void> {
    const waiting = state();
    if (waiting.name !== "waiting") return;
    clearTimeout(timer);
    const isReady = await options.ready(waiting.mustRefresh).then(
      () => true,
      () => false,
    );
    if (state() !== waiting) return;
    if (!isReady) return wait(waiting.mustRefresh);
    void open();
  }

  function leaveFor(next: FeedState): void {
    const now = state();
    enter(next);
    if ("request" in now) now.request.abort();
  }

  function isOpen(): boolean {
    const now = state();
    return now.name === "open" || ("isTurn" in now && now.isTurn);
  }

  function enter(next: FeedState): void {
    clearTimeout(timer);
    setState(next);
  }

  function after(ms: number, then: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  }

  return { start, stop, watch, whenAnswered, answered, unanswered, reconnect, isOpen };
}

// A failed link needs no more explanation than one that ended.
const nothing = (): undefined => undefined;
