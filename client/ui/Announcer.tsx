import { createEffect, createMemo, createSignal, For, on } from "solid-js";

// The page's live region for news: visible toasts, and announcements for screen readers only.

interface Announcement {
  text: string;
  isHidden: boolean;
}

const SHOWN_MS = 4000;
const [news, setNews] = createSignal<Announcement[]>([]);

let home!: HTMLDivElement;
let region!: HTMLDivElement;

export function announce(text: string): void {
  show({ text, isHidden: false });
}

/** For screen readers only: it is visible elsewhere. */
export function readOut(text: string): void {
  show({ text, isHidden: true });
}

/** Reads out each new text, such as how much a search has found. */
export function createReadOut(text: () => string): void {
  createEffect(on(createMemo(text), (now) => now && readOut(now), { defer: true }));
}

// A new element each time, so that a repeated text is announced again. Only the newest toast is visible: five friends
// added in a row would cover half a phone.
function show(one: Announcement): void {
  // After the dialog that caused it has closed.
  setTimeout(() => {
    place();
    setNews((all) => [...all.filter(({ isHidden }) => isHidden || one.isHidden), one]);
  });
  setTimeout(() => setNews((all) => all.filter((other) => other !== one)), SHOWN_MS);
}

// While a dialog is open, everything outside it is inert: neither visible nor announced.
function place(): void {
  const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? home;
  if (region.parentElement !== top) top.append(region);
}

export function Announcer() {
  return (
    <div ref={(element) => (home = element)}>
      <div class="toasts" aria-live="polite" translate="no" ref={(element) => (region = element)}>
        <For each={news()}>{(one) => <p class={one.isHidden ? "unseen" : "toast"}>{one.text}</p>}</For>
      </div>
    </div>
  );
}
