import { createEffect, createSignal, on, onCleanup } from "solid-js";

/** Whether someone is really looking: the page is in front and in use. */
export function createAttention(): () => boolean {
  const isSeen = () => document.visibilityState === "visible" && document.hasFocus();
  const [isLooking, setLooking] = createSignal(isSeen());
  const update = () => setLooking(isSeen());
  document.addEventListener("visibilitychange", update);
  addEventListener("focus", update);
  addEventListener("blur", update);
  onCleanup(() => {
    document.removeEventListener("visibilitychange", update);
    removeEventListener("focus", update);
    removeEventListener("blur", update);
  });
  return isLooking;
}

/**
 * Calls `tell` when `what` changes while it is defined: at once, then at most once in so many ms, the last one always.
 */
export function createReports(what: () => unknown, tell: () => void, apart: number): void {
  let pause: ReturnType<typeof setTimeout> | undefined;
  let isOwed = false;
  onCleanup(() => clearTimeout(pause));
  createEffect(on(what, (now) => now !== undefined && report()));

  function report(): void {
    if (pause !== undefined) return void (isOwed = true);
    pause = setTimeout(next, apart);
    tell();
  }

  function next(): void {
    pause = undefined;
    if (!isOwed) return;
    isOwed = false;
    if (what() !== undefined) report();
  }
}
