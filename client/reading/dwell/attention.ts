import { createSignal, onCleanup } from "solid-js";

import { advance, type Happening, isLooking, nextAt, NOBODY, type Sight, step } from "./dwell";

// What shows that someone is there.
const INPUTS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart", "touchmove"];
// In ms: a moving mouse is many events, and one of them is enough.
const INPUT_APART = 1000;

/** Feeds dwell.ts with what happens to the window, and wakes it up in time. `now` never goes back, unlike the time of day. */
export function createAttention(now: () => number = () => performance.now()) {
  let reader = step(NOBODY, { type: "focus", hasFocus: hasFocus() }, now());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let inputAt = -Infinity;
  const [upTo, setUpTo] = createSignal(0);
  const [isAttentive, setAttentive] = createSignal(isLooking(reader, now()));

  const onFocus = () => happens({ type: "focus", hasFocus: hasFocus() });
  const onInput = () => {
    if (now() - inputAt < INPUT_APART) return;
    inputAt = now();
    happens({ type: "input" });
  };
  document.addEventListener("visibilitychange", onFocus);
  for (const type of ["focus", "blur"]) addEventListener(type, onFocus);
  for (const type of INPUTS) addEventListener(type, onInput, { capture: true, passive: true });
  onCleanup(() => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", onFocus);
    for (const type of ["focus", "blur"]) removeEventListener(type, onFocus);
    for (const type of INPUTS) removeEventListener(type, onInput, { capture: true });
  });
  schedule(now());

  function happens(happening: Happening): void {
    const at = now();
    reader = step(reader, happening, at);
    show(at);
  }

  // All as of one moment: what falls due while this runs must not count as done.
  function show(at: number): void {
    setUpTo(reader.upTo);
    setAttentive(isLooking(reader, at));
    schedule(at);
  }

  function schedule(at: number): void {
    clearTimeout(timer);
    const next = nextAt(reader, at);
    if (next !== undefined) timer = setTimeout(wake, next - at);
  }

  function wake(): void {
    const at = now();
    reader = advance(reader, at);
    show(at);
  }

  return {
    /** Whether someone is looking at the page. */
    isAttentive,
    /** The newest message that was in view long enough. */
    upTo,
    sees: (sight: Sight | undefined) => happens({ type: "sight", sight }),
    /** For another room. */
    forget: () => {
      reader = { ...reader, sight: undefined, sights: [], upTo: 0 };
      show(now());
    },
  };
}

const hasFocus = (): boolean => document.visibilityState === "visible" && document.hasFocus();
