import { createEffect, createSignal, For, onCleanup, Show } from "solid-js";
import { Portal } from "solid-js/web";

import { dayOf, timeOf } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { nameOf } from "../../rooms/name";
import { previewOf } from "../event";
import { plainOf } from "../text/marks";
import { isDraft, keyOf, type RowItem } from "../view/item";
import { createCopying } from "./copying";
import type { TranscriptLine } from "./lines";

/**
 * Messages as text, copied and printed. On paper is the whole loaded history: the page itself has only the rows in view. It
 * exists while the browser prints.
 */
export function Transcript(props: { roomId: string; log: HTMLElement; items: RowItem[] }) {
  const chat = useChat();
  const title = () => {
    const room = chat.rooms.find(props.roomId);
    return room ? nameOf(room, chat.users) : "";
  };
  const lineOf = (item: RowItem): TranscriptLine => {
    const { at } = item;
    if (isDraft(item)) return { name: chat.myself().nickname, at, text: plainOf(item.text, chat.users) };
    return {
      name: item.event ? "" : chat.users.nameOf(item.authorId),
      at,
      text: previewOf(item, chat),
    };
  };
  const lines = () => props.items.map(lineOf);
  createCopying(
    () => props.log,
    (key) => {
      const item = props.items.find((one) => keyOf(one) === key);
      return item && lineOf(item);
    },
  );
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
        <h1 dir="auto">{title()}</h1>
        <For each={lines()}>
          {(line, index) => (
            <>
              <Show when={isNewDay(lines()[index() - 1], line)}>
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
