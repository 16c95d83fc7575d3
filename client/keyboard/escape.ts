import { onCleanup } from "solid-js";

// What Escape does where nothing is open over the page: the newest part of the page that has something to do does it.

const handlers: (() => boolean)[] = [];

/** `handle` says whether it has done something. */
export function createEscape(handle: () => boolean): void {
  handlers.push(handle);
  onCleanup(() => handlers.splice(handlers.indexOf(handle), 1));
}

export const escape = (): boolean => handlers.some((_, n) => handlers[handlers.length - 1 - n]?.());

/** The field of the open room, which has the focus where nothing else needs it. */
export const composerField = (): HTMLElement | null =>
  document.querySelector<HTMLElement>(".room-view .composer textarea");
