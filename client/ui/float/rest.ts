import { onCleanup } from "solid-js";

// In ms: how long the pointer rests on something before more is shown, and how long it may be away on its way there.
const REST_MS = 250;
const GRACE_MS = 200;

/** Opens for an element on which the pointer rests, and closes once it has left that and what was opened. */
export function createRest(open: (anchor: HTMLElement) => void, close: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stay = () => clearTimeout(timer);
  onCleanup(stay);

  function enter(anchor: HTMLElement): void {
    stay();
    timer = setTimeout(() => anchor.isConnected && open(anchor), REST_MS);
  }

  function leave(): void {
    stay();
    timer = setTimeout(close, GRACE_MS);
  }

  return { enter, leave, stay };
}
