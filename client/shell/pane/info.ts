import { createSignal } from "solid-js";

import { ofBrowser, storedChoice } from "../../browser/storage";
import { hasDock, isVeryWide } from "./width";

// Whether the room info is open. Docked beside the room it is so for every room, and remembered on this device. Where it
// covers the room it is opened each time anew.

const KEY = "potato.info";

const [docked, setDocked] = createSignal(storedChoice(KEY, ["unset", "open", "closed"] as const));
const [isOver, setOver] = createSignal(false);

export const isInfoOpen = (): boolean =>
  hasDock() ? docked() === "open" || (docked() === "unset" && isVeryWide()) : isOver();

export function setInfoOpen(isOpen: boolean): void {
  if (!hasDock()) return void setOver(isOpen);
  const choice = isOpen ? "open" : "closed";
  setDocked(choice);
  ofBrowser.set(KEY, choice);
}

/** The room is not on screen any more. */
export const uncoverRoom = (): void => void setOver(false);
