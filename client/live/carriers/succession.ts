import { createSignal } from "solid-js";

import type { ServerFrame } from "../../../src/protocol/frames";

// A machine that is going says so with `drain`, and carries everything until it has gone. Then there are two for a moment:
//
//   one ──drain──▶ at a random moment, another beside it ──welcome──▶ all said on the one is answered ──▶ the other
//
// What the other hears until then waits: nobody hears anything out of turn. As long as it does not get through it tries
// again, as it always would; and where the one ends before, it takes its place as it stands.

export interface CarrierEvents {
  hear: (frame: ServerFrame) => void;
  // It has ended, and will try again by itself.
  lost: () => void;
}

export interface Carrier {
  start: () => void;
  stop: () => void;
  hurry: () => Promise<void>;
  isOpen: () => boolean;
  // Calls `then` once all that was said on it until now is answered, and heard.
  settle: (then: () => void) => void;
}

/** One carrier, and at times the next. */
export function createSuccession<Kind extends Carrier>(
  create: (ears: CarrierEvents) => Kind,
  hear: (frame: ServerFrame) => void,
) {
  const [current, setCurrent] = createSignal(make());
  let next: Kind | undefined;
  // What it has heard since it came up last.
  let early: ServerFrame[] = [];
  let moment: ReturnType<typeof setTimeout> | undefined;

  function make(): Kind {
    const made: Kind = create({ hear: (frame) => take(made, frame), lost: () => lose(made) });
    return made;
  }

  function take(from: Kind, frame: ServerFrame): void {
    if (frame.type === "drain") return plan(from, frame.withinMs);
    if (from === current()) return hear(frame);
    if (from !== next) return;
    early.push(frame);
    if (frame.type === "welcome") current().settle(() => next === from && from.isOpen() && replace(from));
  }

  // Each at a moment of its own: two thousand who must move do not all knock at once.
  function plan(from: Kind, withinMs: number): void {
    // That one is going, too.
    if (from === next) dismiss();
    if (next) return;
    clearTimeout(moment);
    moment = setTimeout(() => {
      next = make();
      next.start();
    }, withinMs * Math.random());
  }

  function lose(from: Kind): void {
    if (from === next) early = [];
    if (from !== current()) return;
    clearTimeout(moment);
    if (next) replace(next);
  }

  function replace(other: Kind): void {
    const [before, heard] = [current(), early];
    next = undefined;
    early = [];
    setCurrent(() => other);
    before.stop();
    for (const frame of heard) hear(frame);
  }

  function dismiss(): void {
    clearTimeout(moment);
    next?.stop();
    next = undefined;
    early = [];
  }

  function stop(): void {
    dismiss();
    current().stop();
  }

  /** Both, where there are two. */
  const each = (see: (carrier: Kind) => void): void => [current(), ...(next ? [next] : [])].forEach(see);

  return { current, each, start: () => current().start(), stop };
}
