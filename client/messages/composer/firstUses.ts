import { createSignal } from "solid-js";

import { ofBrowser } from "../../browser/storage";

// The composer says how to send and how to break a line, until someone has sent a few messages on this device.

const KEY = "potato.sends";
const ENOUGH = 3;

const [sends, setSends] = createSignal(stored());

export const isNew = (): boolean => sends() < ENOUGH;

export function countSend(): void {
  if (!isNew()) return;
  setSends(sends() + 1);
  ofBrowser.set(KEY, String(sends()));
}

function stored(): number {
  // A browser that stores nothing would show it for ever.
  return ofBrowser.isWritable() ? Number(ofBrowser.get(KEY)) || 0 : ENOUGH;
}
