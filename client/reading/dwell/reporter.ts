import { createEffect, on, onCleanup } from "solid-js";

/**
 * Calls `report` when `what` changes while it is defined: at once, then at most once per `apart` ms, always with the last.
 */
export function createReporter(what: () => unknown, report: () => void, apart: number): void {
  let pause: ReturnType<typeof setTimeout> | undefined;
  let isOwed = false;
  onCleanup(() => clearTimeout(pause));
  createEffect(on(what, (now) => now !== undefined && run()));

  function run(): void {
    if (pause !== undefined) return void (isOwed = true);
    pause = setTimeout(next, apart);
    report();
  }

  function next(): void {
    pause = undefined;
    if (!isOwed) return;
    isOwed = false;
    if (what() !== undefined) run();
  }
}
