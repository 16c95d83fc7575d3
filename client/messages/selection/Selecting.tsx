import { createEffect, createSignal, on, onCleanup, onMount, Show, untrack } from "solid-js";
import { Portal } from "solid-js/web";

import type { Message } from "../../../src/protocol/message";
import { words } from "../../i18n/words";
import { composerField, createEscape } from "../../keyboard/escape";
import { useChat } from "../../live/chat";
import { announce, createReadOut, readOut } from "../../ui/Announcer";
import { Confirm } from "../../ui/Dialog";
import { hidesWords } from "../blocked/hides";
import { changing } from "../changes/words";
import { Forward } from "../forwarded/Forward";
import { copyText } from "../menu/copy";
import { asText, deleteAll } from "./actions";
import { createPicking } from "./picking";
import { MOST_SELECTED } from "./select";
import { createSelection } from "./selected";
import { SelectionBar } from "./SelectionBar";

// Without a mouse the keyboard on the screen would open.
const touches = matchMedia("(hover: none) and (pointer: coarse)");

interface SelectingProps {
  list: HTMLElement;
  rows: string;
  /** It is selected to begin with. */
  first: Message;
  /** The message of a row, if it can be selected. */
  find: (row: HTMLElement) => Message | undefined;
  onClose: () => void;
}

/** Several messages of the open room are selected, to be copied, forwarded or deleted together. */
export function Selecting(props: SelectingProps) {
  const chat = useChat();
  const [list, rows, first] = untrack(() => [props.list, props.rows, props.first]);
  const { roomId } = first;
  const [isForwarding, setForwarding] = createSignal(false);
  const [removing, setRemoving] = createSignal<Message[]>();
  const [isBusy, setBusy] = createSignal(false);
  const selection = createSelection({
    first,
    entries: () => chat.messages.find(roomId)?.entries ?? [],
    isShown: (entry) => entry.kind !== "hidden" && !hidesWords(chat, roomId, entry.authorId),
  });
  const count = () => selection.messages().length;

  createPicking(list, {
    rows,
    find: (row) => props.find(row),
    isSelected: selection.isSelected,
    onPick: (message, isRange) => {
      if (!selection.press(message, isRange)) announce(changing().mostSelected(MOST_SELECTED));
    },
  });
  createReadOut(() => changing().selected(count()));
  createEffect(on(chat.messages.onScreen, (id) => id !== roomId && props.onClose(), { defer: true }));
  onCleanup(
    chat.onFrame((frame) => {
      if (frame.type === "messages.changed" && frame.roomId === roomId) selection.learn(frame.messages);
    }),
  );
  createEscape(() => {
    leave();
    return true;
  });
  onMount(() => {
    readOut(changing().selected(count()));
    // The composer, which may have it, is gone.
    list.querySelector<HTMLElement>(`[data-key="${first.seq}"]`)?.focus({ preventScroll: true });
  });

  function leave(): void {
    props.onClose();
    const to = touches.matches ? undefined : composerField();
    (to ?? list).focus({ preventScroll: true });
  }

  async function copy(): Promise<void> {
    try {
      await copyText(asText(selection.messages(), chat.users));
    } catch {
      return announce(changing().failed);
    }
    announce(words.menus.copied);
    leave();
  }

  async function remove(messages: Message[]): Promise<void> {
    setBusy(true);
    const left = await deleteAll(messages);
    setBusy(false);
    setRemoving(undefined);
    announce(left > 0 ? changing().notRemoved(left) : changing().removed(messages.length));
    if (left === 0) leave();
  }

  return (
    <Portal mount={list.closest(".room-view")!} ref={(home) => (home.className = "selection-home")}>
      <SelectionBar
        room={chat.rooms.find(roomId)}
        messages={selection.messages()}
        onCopy={() => void copy()}
        onForward={() => setForwarding(true)}
        onDelete={() => setRemoving(selection.messages())}
        onLeave={leave}
      />
      <Show when={isForwarding()}>
        <Forward messages={selection.messages()} onClose={() => setForwarding(false)} onSent={leave} />
      </Show>
      <Show when={removing()}>
        {(messages) => (
          <Confirm
            title={changing().removeManyTitle(messages().length)}
            text={changing().removeText}
            action={changing().remove}
            isBusy={isBusy()}
            onConfirm={() => void remove(messages())}
            onClose={() => setRemoving(undefined)}
          />
        )}
      </Show>
    </Portal>
  );
}
