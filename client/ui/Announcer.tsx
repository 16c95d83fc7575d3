import { createSignal, For } from "solid-js";

// The page's one polite live region: short news of what was done, for eyes and for ears, and what was said, for ears.

interface Announcement {
  text: string;
  isForEars: boolean;
}

const SHOWN_MS = 4000;
const [news, setNews] = createSignal<Announcement[]>([]);

let home!: HTMLDivElement;
let region!: HTMLDivElement;

export function announce(text: string): void {
  tell({ text, isForEars: false });
}

/** To be heard, and not to be seen: it is on screen already. */
export function readOut(text: string): void {
  tell({ text, isForEars: true });
}

// A new element each time: the same words said twice are heard twice. To be seen there is only the newest: five friends
// added in a row would cover half a phone.
function tell(one: Announcement): void {
  // Once a dialog that said it has closed.
  setTimeout(() => {
    place();
    setNews((all) => [...all.filter(({ isForEars }) => isForEars || one.isForEars), one]);
  });
  setTimeout(() => setNews((all) => all.filter((other) => other !== one)), SHOWN_MS);
}

// Under an open dialog nobody would see it, and no screen reader say it.
function place(): void {
  const top = [...document.querySelectorAll("dialog[open]")].at(-1) ?? home;
  if (region.parentElement !== top) top.append(region);
}

export function Announcer() {
  return (
    <div ref={(element) => (home = element)}>
      <div class="toasts" aria-live="polite" ref={(element) => (region = element)}>
        <For each={news()}>{(one) => <p class={one.isForEars ? "unseen" : "toast"}>{one.text}</p>}</For>
      </div>
    </div>
  );
}
