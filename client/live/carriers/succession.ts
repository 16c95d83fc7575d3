import { createSignal } from "solid-js";

import type { ServerFrame } from "../../../src/protocol/frames";

// A machine that is about to stop sends `drain`, and goes on until it has stopped. For a moment there are two carriers:
//
//   one ──drain──▶ at a random moment, a second one ──welcome──▶ all sent on the first is answered ──▶ the second
//
// What the second one receives until then is buffered, so that no frame comes out of order. While it cannot connect, it
// retries as usual; if the first one ends before that, the second takes its place as it is.

export interface CarrierEvents {
  onFrame: (frame: ServerFrame) => void;
  // It has ended, and reconnects by itself.
  onLost: () => void;
}

export interface Carrier {
  start: () => void;
  stop: () => void;
  reconnect: () => Promise<void>;
  isOpen: () => boolean;
  // Calls `then` once everything sent on it so far is answered, and the answers have been received.
  whenAnswered: (then: () => void) => void;
}

/** One carrier, and for a while the next one. */
export function createSuccession<Kind extends Carrier>(
  create: (events: CarrierEvents) => Kind,
  onFrame: (frame: ServerFrame) => void,
) {
  const [current, setCurrent] = createSignal(make());
  let next: Kind | undefined;
  // What it has received since it last connected.
  let buffered: ServerFrame[] = [];
  let moment: ReturnType<typeof setTimeout> | undefined;

  function make(): Kind {
    const made: Kind = create({ onFrame: (frame) => receive(made, frame), onLost: () => handleLoss(made) });
    return made;
  }

  function receive(from: Kind, frame: ServerFrame): void {
    if (frame.type === "drain") return planNext(from, frame.withinMs);
    if (from === current()) return onFrame(frame);
    if (from !== next) return;
    buffered.push(frame);
    if (frame.type === "welcome")
      current().whenAnswered(() => next === from && from.isOpen() && replace(from));
  }

  // At a random moment: two thousand clients must not reconnect at once.
  function planNext(from: Kind, withinMs: number): void {
    // The second machine is about to stop, too.
    if (from === next) dismiss();
    if (next) return;
    clearTimeout(moment);
    moment = setTimeout(() => {
      next = make();
      next.start();
    }, withinMs * Math.random());
  }

  function handleLoss(from: Kind): void {
    if (from === next) buffered = [];
    if (from !== current()) return;
    clearTimeout(moment);
    if (next) replace(next);
  }

  function replace(other: Kind): void {
    const [before, frames] = [current(), buffered];
    next = undefined;
    buffered = [];
    setCurrent(() => other);
    before.stop();
    for (const frame of frames) onFrame(frame);
  }

  function dismiss(): void {
    clearTimeout(moment);
    next?.stop();
    next = undefined;
    buffered = [];
  }

  function stop(): void {
    dismiss();
    current().stop();
  }

  /** Both, if there are two. */
  const each = (use: (carrier: Kind) => void): void => [current(), ...(next ? [next] : [])].forEach(use);

  return { current, each, start: () => current().start(), stop };
}
