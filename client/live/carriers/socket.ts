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
// It may lose what is said while it is away, and says when it is back: whoever listens compares heads with `welcome`.
type SocketState =
  | { name: "idle" }
  | { name: "connecting" | "greeting" | "open"; socket: WebSocket }
  | { name: "waiting"; mustRefresh: boolean };

export interface SocketOptions extends CarrierEvents {
  url: string;
  token: () => string | undefined;
  // Asked before it opens again; brings a fresh token where one is needed. Throws where it makes no sense now.
  ready: (mustRefresh: boolean) => Promise<void>;
}

const SESSION_ENDED = 4401;
// Beyond this it is quicker to try anew than to hope.
const GREETING_MS = 10_000;
const SILENCE_MS = 25_000;
const PONG_MS = 5000;
// The ping that is answered after all that was said before it.
const FENCE = 1;

export function createSocket(options: SocketOptions) {
  const [state, setState] = createSignal<SocketState>({ name: "idle" });
  // Each state has at most one: its own end.
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempts = 0;
  let settled: (() => void) | undefined;

  function stop(): void {
    const now = state();
    enter({ name: "idle" });
    if ("socket" in now) now.socket.close();
  }

  /** False where there is no connection: nothing is kept for later here. */
  function say(frame: ClientFrame): boolean {
    const now = state();
    if (now.name !== "open") return false;
    now.socket.send(JSON.stringify(frame));
    return true;
  }

  // Without an answer it is lost like any other.
  function settle(then: () => void): void {
    const now = state();
    settled = then;
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
    after(GREETING_MS, () => lose(socket));
    socket.addEventListener("open", () => isCurrent() && greet(socket));
    socket.addEventListener(
      "message",
      ({ data }) => isCurrent() && take(socket, JSON.parse(String(data)) as ServerFrame),
    );
    socket.addEventListener("close", ({ code }) => isCurrent() && wait(code === SESSION_ENDED));
  }

  function greet(socket: WebSocket): void {
    socket.send(JSON.stringify({ type: "hello", token: options.token() ?? "" } satisfies ClientFrame));
    enter({ name: "greeting", socket });
    after(GREETING_MS, () => lose(socket));
  }

  function take(socket: WebSocket, frame: ServerFrame): void {
    if (frame.type === "welcome") {
      attempts = 0;
      enter({ name: "open", socket });
    }
    // Rooms are heard a little before the welcome.
    if (state().name === "open") after(SILENCE_MS, () => ping(socket));
    options.hear(frame);
    if (frame.type === "pong" && frame.n === FENCE) settled?.();
  }

  function ping(socket: WebSocket, n?: number): void {
    say({ type: "ping", n });
    after(PONG_MS, () => lose(socket));
  }

  // A dead link does not even close in good time: we wait no longer for it.
  function lose(socket: WebSocket): void {
    wait(false);
    socket.close();
  }

  function wait(mustRefresh: boolean): void {
    enter({ name: "waiting", mustRefresh });
    after(backOff(attempts++), () => void hurry());
    options.lost();
  }

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

  return { start: connect, stop, say, settle, hurry, isOpen: () => state().name === "open" };
}
