import { createSignal, Show } from "solid-js";
import IconSmile from "~icons/lucide/smile";

import { words } from "../../i18n/words";
import { Later } from "../../ui/later/Later";
import { lazily } from "../../ui/later/lazily";
import { insertAsTyped } from "./insert";

const Picker = lazily(() => import("../emoji/Picker").then(({ Picker: it }) => it));

interface EmojiButtonProps {
  /** With a keyboard on the screen the picker stays open, and the field does not get the focus. */
  isTouch: boolean;
  field: () => HTMLTextAreaElement;
  /** What is being composed must be in the field before an emoji goes beside it. */
  endComposition: (field: HTMLTextAreaElement) => void;
}

/** Opens the emoji picker, and puts what is picked where the caret is. */
export function EmojiButton(props: EmojiButtonProps) {
  const [isOpen, setOpen] = createSignal(false);

  function toggle(): void {
    props.endComposition(props.field());
    setOpen(!isOpen());
  }

  function close(): void {
    setOpen(false);
    if (!props.isTouch) props.field().focus();
  }

  function insert(emoji: string): void {
    if (!props.isTouch) close();
    insertAsTyped(props.field(), emoji);
  }

  return (
    <div class="emoji">
      <button
        class="icon-button emoji-button"
        type="button"
        aria-label={words.emoji}
        title={words.emoji}
        aria-haspopup="dialog"
        aria-expanded={isOpen()}
        onMouseDown={(event) => event.preventDefault()}
        onClick={toggle}
      >
        <IconSmile aria-hidden="true" />
      </button>
      <Show when={isOpen()}>
        <Later onFailed={close}>
          <Picker takesFocus={!props.isTouch} onPick={insert} onClose={close} />
        </Later>
      </Show>
    </div>
  );
}
