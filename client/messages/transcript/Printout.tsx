import { createEffect, createSignal, For, onCleanup, Show } from "solid-js";
import { Portal } from "solid-js/web";

import { dayOf, timeOf } from "../../i18n/words";
import type { TranscriptLine } from "./lines";

/** The whole loaded history on paper: the page itself has only the rows in view. It exists while the browser prints. */
export function Printout(props: { title: string; lines: () => TranscriptLine[] }) {
  const [isPrinting, setPrinting] = createSignal(false);
  const paper = matchMedia("print");
  const begin = () => setPrinting(true);
  const end = () => setPrinting(false);
  const follow = () => setPrinting(paper.matches);
  // The style sheet hides the page itself then.
  createEffect(() => document.documentElement.toggleAttribute("data-printing", isPrinting()));
  addEventListener("beforeprint", begin);
  addEventListener("afterprint", end);
  paper.addEventListener("change", follow);
  onCleanup(() => {
    document.documentElement.removeAttribute("data-printing");
    removeEventListener("beforeprint", begin);
    removeEventListener("afterprint", end);
    paper.removeEventListener("change", follow);
  });
  return (
    <Show when={isPrinting()}>
      <Portal ref={(home) => (home.className = "printout")}>
        <h1 dir="auto">{props.title}</h1>
        <For each={props.lines()}>
          {(line, index) => (
            <>
              <Show when={isNewDay(props.lines()[index() - 1], line)}>
                <h2>{dayOf(line.at)}</h2>
              </Show>
              <p dir="auto">
                <Show when={line.name}>
                  <strong>{line.name}</strong> <small>{timeOf(line.at)}</small>
                  <br />
                </Show>
                {line.text}
              </p>
            </>
          )}
        </For>
      </Portal>
    </Show>
  );
}

const isNewDay = (before: TranscriptLine | undefined, line: TranscriptLine): boolean =>
  before === undefined || dayOf(before.at) !== dayOf(line.at);
