import { createSignal } from "solid-js";

import type { ServerFrame } from "../../../src/protocol/frames";
import { createEvents, type StreamEvent } from "./events";
import type { SocketOptions } from "./socket";
import { backOff } from "./wait";

// What the socket says, as server-sent events over plain HTTP. Read by fetch, for an EventSource can send no token.
//
//   idle ──start──▶ asking ──answered──▶ greeting ──welcome, or nothing was lost──▶ open
//                     ▲                                                              │
//                     └──────────────back-off────────── waiting ◀────────any end─────┘
//
// It ends with its token, and opens again with the next. Who comes back soon is told all that was missed. Another room to
// watch is another stream, too: it goes on where the one before was, and is as good as open meanwhile.
type FeedState =
  | { name: "idle" }
  | { name: "asking" | "greeting" | "open"; request: AbortController; room: string | null; isTurn: boolean }
  | { name: "waiting"; mustRefresh: boolean };

interface FeedOptions extends SocketOptions {
  // From now on this room is watched.
  watching: (roomId: string) => void;
}

const GREETING_MS = 10_000;
// What was told on it a moment ago has come by then.
const SETTLING_MS = 500;
// The server says something every 15 s, if only a comment: two of those were missed.
const SILENCE_MS = 35_000;

export function createFeed(options: FeedOptions) {
  const [state, setState] = createSignal<FeedState>({ name: "idle" });
  // Each state has at most one: its own end.
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  // How often in a row something was said beside it and nobody answered.
  let silences = 0;
  // The place to come back to. Without one the server begins with a welcome.
  let lastId: string | undefined;
  let watched: string | null = null;

  function start(): void {
    if (state().name !== "idle") return;
    attempts = silences = 0;
    lastId = undefined;
    void open();
  }

  const stop = (): void => leaveFor({ name: "idle" });

  /** No room is no reason to open another stream: until there is one, the one before is watched on. */
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

  /** To its end. True where the token is not taken. */
  async function read(request: AbortController, isCurrent: () => boolean): Promise<boolean> {
    const headers = {
      authorization: `Bearer ${options.token() ?? ""}`,
      ...(lastId !== undefined && { "last-event-id": lastId }),
    };
    const query = watched === null ? "" : `?${new URLSearchParams({ watch: watched })}`;
    const response = await fetch(options.url + query, { headers, signal: request.signal }).catch(nothing);
    const now = state();
    // Whoever is no longer in that room has something to hear all the same.
    if (response?.status === 404 && isCurrent()) watched = null;
    if (!response?.ok || !response.body || !("request" in now) || !isCurrent())
      return response?.status === 401;
    enter({ ...now, name: "greeting" });
    after(GREETING_MS, () => wait(false));
    const events = createEvents((event) => isCurrent() && take(event));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const piece = await reader.read().catch(nothing);
      if (piece?.value === undefined) return false;
      events(piece.value);
    }
  }

  function take({ id, data }: StreamEvent): void {
    const frame = data === undefined ? undefined : (JSON.parse(data) as ServerFrame);
    if (frame?.type === "reset") lastId = undefined;
    else if (frame?.type === "welcome" || lastId !== undefined) arrive();
    if (state().name === "open") {
      lastId = id ?? lastId;
      after(SILENCE_MS, () => wait(false));
    }
    if (frame) options.hear(frame);
  }

  function arrive(): void {
    attempts = silences;
    const now = state();
    if (!("request" in now) || now.name === "open") return;
    enter({ ...now, name: "open" });
    if (now.room !== null) options.watching(now.room);
  }

  function answered(): void {
    silences = 0;
  }

  /** A feed beside which one cannot speak is no link. */
  function unanswered(): void {
    attempts = ++silences;
    if (state().name === "open") wait(false);
  }

  function wait(mustRefresh: boolean): void {
    leaveFor({ name: "waiting", mustRefresh });
    after(backOff(attempts++), () => void hurry());
    options.lost();
  }

  const settle = (then: () => void): void => void setTimeout(then, SETTLING_MS);

  /** No need to sit the wait out. */
  async function hurry(): Promise<void> {
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

  return { start, stop, watch, settle, answered, unanswered, hurry, isOpen };
}

// A link that fails says no more than one that ends.
const nothing = (): undefined => undefined;
