import { createSignal } from "solid-js";

import { keepChoice } from "../../preferences";

// The composer says how to send and how to break a line, until someone has sent a few messages on this device.

const KEY = "potato.sends";
const ENOUGH = 3;

const [sends, setSends] = createSignal(stored());

export const isNew = (): boolean => sends() < ENOUGH;

export function countSend(): void {
  if (!isNew()) return;
  setSends(sends() + 1);
  keepChoice(KEY, String(sends()));
}

function stored(): number {
  try {
    return Number(localStorage.getItem(KEY)) || 0;
  } catch {
    // Whoever stores nothing would be shown it for ever.
    return ENOUGH;
  }
}
