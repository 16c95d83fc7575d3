import { createSignal, For, Show, untrack } from "solid-js";

import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { announce } from "../../ui/Announcer";
import { Dialog } from "../../ui/Dialog";
import { Later } from "../../ui/later/Later";
import { lazily } from "../../ui/later/lazily";
import { isTile } from "../boxes";
import { Card } from "../showing/Card";
import { Sound } from "../showing/sounds/Sound";
import { showing } from "../words";
import { About, ByMonth } from "./ByMonth";
import { KINDS, type SharedKind } from "./fetch";
import type { SharedFile, SharedItem } from "./months";
import { createShared, filesOf, viewable } from "./pages";
import { Tile } from "./Tile";

// With what reads a message's text.
const SharedLinks = lazily(() => import("./SharedLinks").then(({ SharedLinks: it }) => it));

const PAGE = 50;
const PER_ROW = 3;

/** All pictures and videos of a room, all its other files, or its links: by month, the newest first. */
export function SharedFiles(props: { roomId: string; kind: SharedKind; onClose: () => void }) {
  const chat = useChat();
  const [kind, setKind] = createSignal(untrack(() => props.kind));
  const shared = createShared(chat, { roomId: () => props.roomId, kind, limit: PAGE });

  function show({ message }: SharedItem): void {
    props.onClose();
    chat.messages.goTo(props.roomId, message.seq).catch(() => announce(words.loadFailed));
  }

  return (
    <Dialog title={showing().shared} isDrawer onClose={() => props.onClose()}>
      <div class="shared-kinds" role="group" aria-label={showing().shared}>
        <For each={KINDS}>
          {(one) => (
            <button
              class="shared-kind"
              type="button"
              aria-pressed={kind() === one}
              onClick={() => setKind(one)}
            >
              {showing().kinds[one]}
            </button>
          )}
        </For>
      </div>
      <Show
        when={kind() === "link"}
        fallback={
          <ByMonth
            shared={shared}
            items={filesOf(shared.shown(), kind())}
            perRow={kind() === "media" ? PER_ROW : 1}
            none={showing().none[kind()]}
          >
            {(files) => (
              <div class="shared-row" classList={{ listed: kind() === "file" }}>
                <For each={files}>
                  {(one) => (
                    <Show when={isTile(one.file)} fallback={<Listed shared={one} onShow={show} />}>
                      <Tile shared={one} among={() => viewable(shared.messages())} />
                    </Show>
                  )}
                </For>
              </div>
            )}
          </ByMonth>
        }
      >
        <Later onFailed={() => setKind("media")}>
          <SharedLinks shared={shared} onShow={show} />
        </Later>
      </Show>
    </Dialog>
  );
}

/** A file by its name, and whose it is. */
function Listed(props: { shared: SharedFile; onShow: (shared: SharedItem) => void }) {
  return (
    <div class="shared-file">
      <Show
        when={props.shared.file.mediaType.startsWith("audio/")}
        fallback={<Card file={props.shared.file} isTabStop />}
      >
        <Sound file={props.shared.file} isTabStop />
      </Show>
      <About shared={props.shared} onShow={props.onShow} />
    </div>
  );
}
