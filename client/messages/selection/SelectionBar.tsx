import { createUniqueId, For, type JSX, Show } from "solid-js";
import IconCopy from "~icons/lucide/copy";
import IconForward from "~icons/lucide/forward";
import IconDelete from "~icons/lucide/trash-2";

import type { Message } from "../../../src/protocol/message";
import type { Room } from "../../../src/protocol/room";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Button } from "../../ui/Button";
import { isChangeable } from "../changes/editing";
import { isModerated } from "../changes/rights";
import { changing } from "../changes/words";

// As many as arrive in a chat without being a flood there.
const MOST_FORWARDED = 30;

interface SelectionBarProps {
  room: Room | undefined;
  messages: Message[];
  onCopy: () => void;
  onForward: () => void;
  onDelete: () => void;
  onLeave: () => void;
}

/** In the place of the composer: how many messages are selected, and what can be done with them. */
export function SelectionBar(props: SelectionBarProps) {
  const chat = useChat();
  const id = createUniqueId();
  const count = () => props.messages.length;
  const whyNotForward = () =>
    count() > MOST_FORWARDED ? changing().mostForwarded(MOST_FORWARDED) : undefined;
  const whyNotDelete = () => {
    const mayAll = isModerated(props.room) || props.messages.every((one) => isChangeable(one, chat.me.id));
    return mayAll ? undefined : changing().notDeletable;
  };
  const reasons = () => [whyNotForward(), whyNotDelete()].filter((why) => why !== undefined);
  return (
    <section class="selection" aria-label={changing().selecting}>
      <Button kind="quiet" onClick={() => props.onLeave()}>
        {words.cancel}
      </Button>
      <p class="selection-count" translate="no">
        {changing().selected(count())}
      </p>
      <div class="selection-actions">
        <Action label={words.copy} isOff={count() === 0} onPress={() => props.onCopy()}>
          <IconCopy aria-hidden="true" />
        </Action>
        <Action
          label={changing().forward}
          isOff={count() === 0 || whyNotForward() !== undefined}
          why={whyNotForward() && id}
          onPress={() => props.onForward()}
        >
          <IconForward aria-hidden="true" />
        </Action>
        <Action
          label={changing().remove}
          isDangerous
          isOff={count() === 0 || whyNotDelete() !== undefined}
          why={whyNotDelete() && id}
          onPress={() => props.onDelete()}
        >
          <IconDelete aria-hidden="true" />
        </Action>
      </div>
      <Show when={reasons().length > 0}>
        <div class="selection-why" id={id}>
          <For each={reasons()}>{(why) => <p>{why}</p>}</For>
        </div>
      </Show>
    </section>
  );
}

interface ActionProps {
  label: string;
  isDangerous?: boolean;
  isOff: boolean;
  /** The id of what says why it is off. */
  why?: string | undefined;
  onPress: () => void;
  children: JSX.Element;
}

/** Off, it stays focusable, so that its reason is found. */
function Action(props: ActionProps) {
  return (
    <button
      class="selection-action"
      classList={{ danger: props.isDangerous ?? false }}
      type="button"
      aria-disabled={props.isOff}
      aria-describedby={props.why}
      onClick={() => props.isOff || props.onPress()}
    >
      {props.children}
      <span>{props.label}</span>
    </button>
  );
}
