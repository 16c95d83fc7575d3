import { createEffect, createSignal, createUniqueId, For, onCleanup, Show } from "solid-js";

import { words } from "../../i18n/words";
import { ErrorState } from "../../ui/States";
import type { ListName, MessageReaders } from "./fetch";
import { Names, titleOf } from "./Names";
import type { ReadersStore } from "./readers";

const lists = ["unread", "read"] as const;
// The next page is fetched before its place comes into view.
const AHEAD = "100%";

/** Two lists of which one may have thousands: one at a time, and more of it as it is scrolled. */
export function ReaderTabs(props: { from: ReadersStore; readers: MessageReaders }) {
  const id = createUniqueId();
  const [list, setList] = createSignal<ListName>("unread");
  let tabs!: HTMLElement;

  // There are two, so that either arrow leads to the other one.
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
    event.preventDefault();
    setList(list() === "read" ? "unread" : "read");
    tabs.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  }

  return (
    <>
      <div
        class="readers-tabs"
        role="tablist"
        aria-label={words.reading.readers}
        ref={(element) => (tabs = element)}
        onKeyDown={onKeyDown}
      >
        <For each={lists}>
          {(name) => (
            <button
              type="button"
              role="tab"
              id={`${id}${name}`}
              aria-selected={list() === name}
              aria-controls={id}
              tabIndex={list() === name ? 0 : -1}
              onClick={() => setList(name)}
            >
              {titleOf(name, props.readers)}
            </button>
          )}
        </For>
      </div>
      {/* Another list begins at its top. */}
      <Show when={list()} keyed>
        {(shown) => <Panel id={id} list={shown} from={props.from} readers={props.readers} />}
      </Show>
    </>
  );
}

function Panel(props: { id: string; list: ListName; from: ReadersStore; readers: MessageReaders }) {
  const hasMore = () => props.readers.next[props.list] !== null;
  let panel!: HTMLElement;
  return (
    <div
      class="readers-scroll"
      role="tabpanel"
      id={props.id}
      aria-labelledby={`${props.id}${props.list}`}
      aria-busy={props.from.isBusy()}
      tabIndex={0}
      ref={(element) => (panel = element)}
    >
      <Show
        when={props.readers[`${props.list}Count`] > 0}
        fallback={<p class="readers-note">{words.reading.nobody[props.list]}</p>}
      >
        <Names list={props.list} readers={props.readers} isGrowing={hasMore()} />
      </Show>
      <Show when={hasMore()}>
        <More list={props.list} from={props.from} root={panel} />
      </Show>
    </div>
  );
}

/** The end of what is fetched: coming near it fetches more. */
function More(props: { list: ListName; from: ReadersStore; root: HTMLElement }) {
  let mark!: HTMLElement;
  // Watched anew after each page: a short one may leave the end in view.
  createEffect(() => {
    if (props.from.isBusy() || props.from.hasFailed()) return;
    const watcher = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && void props.from.more(props.list),
      { root: props.root, rootMargin: AHEAD },
    );
    watcher.observe(mark);
    onCleanup(() => watcher.disconnect());
  });
  return (
    <div ref={(element) => (mark = element)}>
      <Show when={props.from.hasFailed()} fallback={<p class="readers-note">{words.loading}</p>}>
        <ErrorState onRetry={() => void props.from.more(props.list)} />
      </Show>
    </div>
  );
}
