import { createSignal, For, Show } from "solid-js";

import { useChat } from "../../live/chat";
import { Later } from "../../ui/later/Later";
import { lazily } from "../../ui/later/lazily";
import { isTile } from "../boxes";
import { kindOf } from "../kinds";
import { showing } from "../words";
import { KINDS, type SharedKind } from "./fetch";
import { createShared, filesOf, viewable } from "./pages";
import { Tile } from "./Tile";

const SharedFiles = lazily(() => import("./SharedFiles").then(({ SharedFiles: it }) => it));

// As many as stand in one row.
const NEWEST = 4;

/** In a room's info: its newest pictures, and the ways to all of them, to all files and links. */
export function SharedCard(props: { roomId: string }) {
  const chat = useChat();
  const [opened, setOpened] = createSignal<SharedKind>();
  const shared = createShared(chat, { roomId: () => props.roomId, kind: () => "media", limit: NEWEST });
  const newest = () =>
    filesOf(shared.shown(), "media")
      .filter(({ file }) => isTile(file) && kindOf(file) !== "card")
      .slice(0, NEWEST);
  return (
    <section class="card shared-card" aria-label={showing().shared}>
      <Show when={newest().length > 0}>
        <ul class="shared-row">
          <For each={newest()}>
            {(one) => (
              <li>
                <Tile shared={one} among={() => viewable(shared.messages())} />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <For each={KINDS}>
        {(kind) => (
          <button
            class="setting setting-press"
            type="button"
            aria-haspopup="dialog"
            onClick={() => setOpened(kind)}
          >
            {showing().kinds[kind]}
          </button>
        )}
      </For>
      <Show when={opened()}>
        {(kind) => (
          <Later onFailed={() => setOpened(undefined)}>
            <SharedFiles roomId={props.roomId} kind={kind()} onClose={() => setOpened(undefined)} />
          </Later>
        )}
      </Show>
    </section>
  );
}
