import { createEffect, createSignal, on, onCleanup, onMount, Show, untrack } from "solid-js";
import { Portal } from "solid-js/web";
import IconOlder from "~icons/lucide/chevron-left";
import IconNewer from "~icons/lucide/chevron-right";
import IconSave from "~icons/lucide/download";
import IconChat from "~icons/lucide/message-square";
import IconX from "~icons/lucide/x";
import IconIn from "~icons/lucide/zoom-in";
import IconOut from "~icons/lucide/zoom-out";

import { momentInFullOf, words } from "../../../i18n/words";
import { useChat } from "../../../live/chat";
import { announce, readOut } from "../../../ui/Announcer";
import { IconButton } from "../../../ui/Button";
import { kindOf } from "../../kinds";
import { downloadOf } from "../../names";
import { showing } from "../../words";
import { createAlbum, type Leaf } from "./album";
import { createGestures } from "./gestures";
import { Stage } from "./Stage";
import { closeViewer, type Viewing } from "./viewing";
import { fitted } from "./zoom";

/** A room's pictures and videos, one at a time over the whole page. */
export function Viewer(props: { place: Viewing }) {
  const chat = useChat();
  const place = untrack(() => props.place);
  const album = createAlbum(chat, place);
  const leaf = () => album.at(album.index());
  const [bounds, setBounds] = createSignal({ width: 0, height: 0 });
  let dialog!: HTMLDialogElement;
  let stage!: HTMLElement;
  const sizes = new ResizeObserver(() => setBounds({ width: stage.clientWidth, height: stage.clientHeight }));

  const picture = () => {
    const { width = 0, height = 0 } = leaf()?.file ?? {};
    return fitted({ width, height }, bounds());
  };
  const gestures = createGestures({
    stage: () => stage,
    frames: () => ({ stage: bounds(), picture: picture() }),
    onTurn: (by) => void turn(by),
  });

  onMount(() => {
    dialog.showModal();
    stage.focus();
    sizes.observe(stage);
    gestures.attach(stage);
    addEventListener("popstate", closeViewer);
  });
  onCleanup(() => {
    removeEventListener("popstate", closeViewer);
    sizes.disconnect();
    dialog.close();
    if (place.opener.isConnected) place.opener.focus({ preventScroll: true });
  });
  createEffect(on(leaf, gestures.reset));
  // I am not in the room any more.
  createEffect(() => chat.rooms.find(place.roomId) || closeViewer());
  // The one that was looked at is deleted: another takes its place.
  createEffect(
    on(leaf, (now, before: Leaf | undefined) => {
      if (now) return now;
      const last = album.leaves().findLast((one) => one.message.seq <= (before?.message.seq ?? 0));
      const next = last ?? album.at(0);
      if (next) album.goTo(next);
      else closeViewer();
      return next;
    }),
  );

  async function turn(by: 1 | -1): Promise<void> {
    const before = leaf();
    try {
      await album.turn(by);
    } catch {
      return announce(words.loadFailed);
    }
    const now = leaf();
    if (now && now !== before) readOut(labelOf(now));
  }

  const labelOf = ({ file, message }: Leaf): string =>
    `${file.name}, ${chat.users.nameOf(message.authorId)}, ${momentInFullOf(message.at)}`;

  function onKeyDown(event: KeyboardEvent): void {
    // What stands behind must not hear of it.
    event.stopPropagation();
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLVideoElement) return;
    const act = {
      ArrowLeft: () => void turn(-1),
      ArrowRight: () => void turn(1),
      "+": gestures.closer,
      "=": gestures.closer,
      "-": gestures.farther,
      "0": gestures.reset,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  function showInChat(seq: number): void {
    closeViewer();
    chat.messages.goTo(place.roomId, seq).catch(() => announce(words.loadFailed));
  }

  return (
    <Portal>
      <dialog
        class="viewer"
        aria-label={showing().viewer}
        ref={(element) => (dialog = element)}
        on:keydown={onKeyDown}
        onCancel={(event) => {
          event.preventDefault();
          closeViewer();
        }}
      >
        <header class="viewer-head">
          <Show when={leaf()}>
            {(one) => (
              <p class="viewer-about">
                <strong dir="auto" translate="no">
                  {chat.users.nameOf(one().message.authorId)}
                </strong>
                <time>{momentInFullOf(one().message.at)}</time>
              </p>
            )}
          </Show>
          <Show when={leaf()}>
            {(one) => (
              <>
                <Show when={kindOf(one().file) === "picture"}>
                  <span class="viewer-zoom">
                    <IconButton label={showing().zoomOut} onClick={gestures.farther}>
                      <IconOut aria-hidden="true" />
                    </IconButton>
                    <IconButton label={showing().zoomIn} onClick={gestures.closer}>
                      <IconIn aria-hidden="true" />
                    </IconButton>
                  </span>
                </Show>
                <IconButton label={showing().toMessage} onClick={() => showInChat(one().message.seq)}>
                  <IconChat aria-hidden="true" />
                </IconButton>
                <a
                  class="icon-button"
                  href={downloadOf(one().file.id)}
                  download=""
                  aria-label={showing().save}
                  title={showing().save}
                >
                  <IconSave aria-hidden="true" />
                </a>
              </>
            )}
          </Show>
          <IconButton label={words.close} onClick={closeViewer}>
            <IconX aria-hidden="true" />
          </IconButton>
        </header>
        <div class="stage" tabIndex={-1} ref={(element) => (stage = element)}>
          <Show when={leaf()} keyed>
            {(one) => (
              <Stage file={one.file} size={picture()} zoom={gestures.zoom()} drawn={gestures.drawn()} />
            )}
          </Show>
        </div>
        <button
          class="viewer-turn older"
          type="button"
          aria-label={showing().older}
          aria-disabled={album.isAtEnd(-1)}
          onClick={() => void turn(-1)}
        >
          <IconOlder aria-hidden="true" />
        </button>
        <button
          class="viewer-turn newer"
          type="button"
          aria-label={showing().newer}
          aria-disabled={album.isAtEnd(1)}
          onClick={() => void turn(1)}
        >
          <IconNewer aria-hidden="true" />
        </button>
      </dialog>
    </Portal>
  );
}
