import { createEffect, createMemo, type JSX, Show } from "solid-js";
import { Virtualizer, type VirtualizerHandle } from "virtua/solid";

import { momentOf, monthOf } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { EmptyState, Loaded } from "../../ui/States";
import { showing } from "../words";
import { keptRows, rowsOf, type SharedItem, type SharedRow } from "./months";
import type { createShared } from "./pages";

// In px: how far before the end the next page is fetched, and how many rows stand ready beside the view.
const AHEAD = 1200;
const BUFFER = 400;

interface ByMonthProps<Item extends SharedItem> {
  shared: ReturnType<typeof createShared>;
  items: Item[];
  perRow: number;
  /** What stands there if there are none. */
  none: string;
  children: (items: Item[]) => JSX.Element;
}

/** What a room's messages hold, by month, the newest first: as much of it as is in view. */
export function ByMonth<Item extends SharedItem>(props: ByMonthProps<Item>) {
  const rows = createMemo<SharedRow<Item>[]>(
    (before) => keptRows(before, rowsOf(props.items, props.perRow, monthOf)),
    [],
  );
  let list!: HTMLElement;
  let handle: VirtualizerHandle | undefined;

  // Until the view is full; afterwards as one scrolls.
  createEffect(() => {
    // Also after a page with nothing to show.
    if (rows().length > 0 || props.shared.hasMore()) queueMicrotask(fetchAhead);
  });
  function fetchAhead(): void {
    if (!handle || handle.scrollSize - handle.scrollOffset - handle.viewportSize < AHEAD)
      void props.shared.fetchMore();
  }

  return (
    <div class="shared" ref={(element) => (list = element)} tabIndex={-1}>
      <Loaded state={props.shared.state()} onRetry={() => void props.shared.restart()}>
        <Show when={rows().length > 0} fallback={<EmptyState title={props.none} />}>
          <Virtualizer
            ref={(now) => (handle = now)}
            data={rows()}
            scrollRef={list}
            bufferSize={BUFFER}
            onScroll={fetchAhead}
          >
            {(row) => (
              <Show when={row.items} fallback={<h3 class="shared-month">{row.month}</h3>}>
                {(items) => props.children(items())}
              </Show>
            )}
          </Virtualizer>
        </Show>
      </Loaded>
    </div>
  );
}

/** Whose it is, and from when: a press goes to its message. */
export function About(props: { shared: SharedItem; onShow: (shared: SharedItem) => void }) {
  const chat = useChat();
  return (
    <button
      class="quiet shared-about"
      type="button"
      title={showing().toMessage}
      onClick={() => props.onShow(props.shared)}
    >
      <span>
        <bdi translate="no">{chat.users.nameOf(props.shared.message.authorId)}</bdi>
        {" · "}
        {momentOf(props.shared.message.at)}
      </span>
    </button>
  );
}
