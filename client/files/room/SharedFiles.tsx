import { createEffect, createMemo, createSignal, For, Show, untrack } from "solid-js";
import { Virtualizer, type VirtualizerHandle } from "virtua/solid";

import { monthOf, words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { announce } from "../../ui/Announcer";
import { Dialog } from "../../ui/Dialog";
import { EmptyState, Loaded } from "../../ui/States";
import { isTile } from "../boxes";
import { Card } from "../showing/Card";
import { Sound } from "../showing/sounds/Sound";
import { showing } from "../words";
import type { SharedKind } from "./fetch";
import { keptRows, rowsOf, type SharedFile, type SharedRow } from "./months";
import { createShared, viewable } from "./pages";
import { Tile } from "./Tile";

const PAGE = 50;
const PER_ROW = 3;
// In px: how far before the end the next page is fetched, and how many rows stand ready beside the view.
const AHEAD = 1200;
const BUFFER = 400;

/** All pictures and videos of a room, or all other files: by month, the newest first. */
export function SharedFiles(props: { roomId: string; kind: SharedKind; onClose: () => void }) {
  const chat = useChat();
  const [kind, setKind] = createSignal(untrack(() => props.kind));
  const shared = createShared(chat, { roomId: () => props.roomId, kind, limit: PAGE });
  const rows = createMemo<SharedRow[]>(
    (before) => keptRows(before, rowsOf(shared.files(), kind() === "media" ? PER_ROW : 1, monthOf)),
    [],
  );
  let list!: HTMLElement;
  let handle: VirtualizerHandle | undefined;

  // Until the view is full; afterwards as one scrolls.
  createEffect(() => {
    if (rows().length > 0) queueMicrotask(fetchAhead);
  });
  function fetchAhead(): void {
    if (handle && handle.scrollSize - handle.scrollOffset - handle.viewportSize < AHEAD)
      void shared.fetchMore();
  }

  function show({ message }: SharedFile): void {
    props.onClose();
    chat.messages.goTo(props.roomId, message.seq).catch(() => announce(words.loadFailed));
  }

  return (
    <Dialog title={showing().shared} isDrawer onClose={() => props.onClose()}>
      <div class="shared-kinds" role="group" aria-label={showing().shared}>
        <For each={["media", "file"] as const}>
          {(one) => (
            <button
              class="shared-kind"
              type="button"
              aria-pressed={kind() === one}
              onClick={() => setKind(one)}
            >
              {one === "media" ? showing().media : showing().files}
            </button>
          )}
        </For>
      </div>
      <div class="shared" ref={(element) => (list = element)} tabIndex={-1}>
        <Loaded state={shared.state()} onRetry={() => void shared.restart()}>
          <Show
            when={rows().length > 0}
            fallback={<EmptyState title={kind() === "media" ? showing().noMedia : showing().noFiles} />}
          >
            <Virtualizer
              ref={(now) => (handle = now)}
              data={rows()}
              scrollRef={list}
              bufferSize={BUFFER}
              onScroll={fetchAhead}
            >
              {(row) => (
                <Show when={row.files} fallback={<h3 class="shared-month">{row.month}</h3>}>
                  {(files) => (
                    <div class="shared-row" classList={{ listed: kind() === "file" }}>
                      <For each={files()}>
                        {(one) => (
                          <Show
                            when={isTile(one.file)}
                            fallback={<Listed shared={one} onShow={() => show(one)} />}
                          >
                            <Tile shared={one} among={() => viewable(shared.messages())} />
                          </Show>
                        )}
                      </For>
                    </div>
                  )}
                </Show>
              )}
            </Virtualizer>
          </Show>
        </Loaded>
      </div>
    </Dialog>
  );
}

/** A file by its name, and whose it is: a press on that goes to its message. */
function Listed(props: { shared: SharedFile; onShow: () => void }) {
  const chat = useChat();
  return (
    <div class="shared-file">
      <Show
        when={props.shared.file.mediaType.startsWith("audio/")}
        fallback={<Card file={props.shared.file} isTabStop />}
      >
        <Sound file={props.shared.file} isTabStop />
      </Show>
      <button
        class="quiet shared-about"
        type="button"
        title={showing().toMessage}
        onClick={() => props.onShow()}
      >
        <span dir="auto" translate="no">
          {chat.users.nameOf(props.shared.message.authorId)}
        </span>
      </button>
    </div>
  );
}
