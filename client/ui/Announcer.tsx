import { createSignal, For } from "solid-js";

// Short news of what was done, for eyes and for ears: the page's one polite live region.

interface News {
  text: string;
}

const SHOWN_MS = 4000;
const [news, setNews] = createSignal<News[]>([]);

let home!: HTMLDivElement;
let region!: HTMLDivElement;

export function announce(text: string): void {
  const one = { text };
  // Once a dialog that said it has closed.
  setTimeout(() => {
    place();
    setNews((all) => [...all, one]);
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
        <For each={news()}>{(one) => <p class="toast">{one.text}</p>}</For>
      </div>
    </div>
  );
}
