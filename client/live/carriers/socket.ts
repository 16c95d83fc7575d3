import { createSignal } from "solid-js";

import type { ClientFrame, ServerFrame } from "../../../src/protocol/frames";
import type { CarrierEvents } from "./succession";
import { backOff } from "./wait";

// One connection that is always in exactly one of five states:
//
//   idle ──start──▶ connecting ──opened──▶ greeting ──welcome──▶ open
//                       ▲                                          │
//                       └────────back-off──── waiting ◀──any end───┘
//
// Frames may get lost while it is away. It says when it is back, and the client compares its heads with `welcome`.
type SocketState =
  | { name: "idle" }
  | { name: "connecting" | "greeting" | "open"; socket: WebSocket }
  | { name: "waiting"; mustRefresh: boolean };

export interface SocketOptions extends CarrierEvents {
  url: string;
  token: () => string | undefined;
  // Called before it opens again; fetches a fresh token if needed. Throws if there is no session.
  ready: (mustRefresh: boolean) => Promise<void>;
}

const SESSION_ENDED = 4401;
// Beyond this it is quicker to reconnect.
const GREETING_MS = 10_000;
const SILENCE_MS = 25_000;
const PONG_MS = 5000;
// The ping that is answered after everything sent before it.
const FENCE = 1;

export function createSocket(options: SocketOptions) {
  const [state, setState] = createSignal<SocketState>({ name: "idle" });
  // Each state has at most one timer, for its own end.
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  let onAnswered: (() => void) | undefined;

  function stop(): void {
    const now = state();
    enter({ name: "idle" });
    if ("socket" in now) now.socket.close();
  }

  /** False if there is no connection: nothing is queued here. */
  function send(frame: ClientFrame): boolean {
    const now = state();
    if (now.name !== "open") return false;
    now.socket.send(JSON.stringify(frame));
    return true;
  }

  // Without an answer the socket is given up like any other.
  function whenAnswered(then: () => void): void {
    const now = state();
    onAnswered = then;
    if (now.name === "open") ping(now.socket, FENCE);
    else then();
  }

  function connect(): void {
    const socket = new WebSocket(options.url, "potato.v1");
    const isCurrent = () => {
      const now = state();
      return "socket" in now && now.socket === socket;
    };
    enter({ name: "connecting", socket });
    after(GREETING_MS, () => giveUp(socket));
    socket.addEventListener("open", () => isCurrent() && greet(socket));
    socket.addEventListener(
      "message",
      ({ data }) => isCurrent() && receive(socket, JSON.parse(String(data)) as ServerFrame),
    );
    socket.addEventListener("close", ({ code }) => isCurrent() && wait(code === SESSION_ENDED));
  }

  function greet(socket: WebSocket): void {
    socket.send(JSON.stringify({ type: "hello", token: options.token() ?? "" } satisfies ClientFrame));
    enter({ name: "greeting", socket });
    after(GREETING_MS, () => giveUp(socket));
  }

  function receive(socket: WebSocket, frame: ServerFrame): void {
    if (frame.type === "welcome") {
      attempts = 0;
      enter({ name: "open", socket });
    }
    // Room frames may come a little before the welcome.
    if (state().name === "open") after(SILENCE_MS, () => ping(socket));
    options.onFrame(frame);
    if (frame.type === "pong" && frame.n === FENCE) onAnswered?.();
  }

  function ping(socket: WebSocket, n?: number): void {
    send({ type: "ping", n });
    after(PONG_MS, () => giveUp(socket));
  }

  /** The network may be gone: whoever is still there answers. */
  function check(): void {
    const now = state();
    if (now.name === "open") ping(now.socket);
  }

  // A dead connection may take minutes to close, so it is not waited for.
  function giveUp(socket: WebSocket): void {
    wait(false);
    socket.close();
  }

  function wait(mustRefresh: boolean): void {
    enter({ name: "waiting", mustRefresh });
    after(backOff(attempts++), () => void reconnect());
    options.onLost();
  }

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
    connect();
  }

  function enter(next: SocketState): void {
    clearTimeout(timer);
    setState(next);
  }

  function after(ms: number, then: () => void): void {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  }

  /** A page that shows what was kept has no token yet. */
  function start(): void {
    if (options.token()) return connect();
    enter({ name: "waiting", mustRefresh: false });
    void reconnect();
  }

  return {
    start,
    stop,
    send,
    whenAnswered,
    check,
    reconnect,
    isOpen: () => state().name === "open",
  };
}
