import { onCleanup, onMount } from "solid-js";

import { OF_INPUT_METHOD } from "../../keyboard/shortcuts";

interface EscapeOptions {
  page: () => HTMLElement;
  onClose: () => void;
  /** From a message that was gone to. False if none was: then the key means what it means there. */
  onBack: () => boolean;
}

/** Escape closes the search; among the messages that it led to, it goes back to the search. */
export function createEscape({ page, onClose, onBack }: EscapeOptions): void {
  function onKeyDown(event: KeyboardEvent): void {
    const { target } = event;
    if (event.key !== "Escape" || event.defaultPrevented || !(target instanceof Element)) return;
    if (event.isComposing || event.keyCode === OF_INPUT_METHOD) return;
    // What stands over it is closed first.
    if (target.closest("[popover]") || document.querySelector("dialog[open]")) return;
    if (page().contains(target)) onClose();
    else if (!target.closest(".room-view .log") || !onBack()) return;
    event.preventDefault();
  }
  onMount(() => document.addEventListener("keydown", onKeyDown));
  onCleanup(() => document.removeEventListener("keydown", onKeyDown));
}
