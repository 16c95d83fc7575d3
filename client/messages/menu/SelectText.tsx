import { onMount } from "solid-js";

import { words } from "../../i18n/words";
import { announce } from "../../ui/Announcer";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { copyText } from "./copy";

/**
 * A message's text, to select a part of it. In the list a long press opens the menu instead, and without a mouse there is no
 * caret in it; here fingers have their handles, and keys their caret.
 */
export function SelectText(props: { text: string; onClose: () => void }) {
  let field!: HTMLTextAreaElement;

  // After the dialog has taken the focus. All of it, so that one press copies it.
  onMount(() =>
    queueMicrotask(() => {
      field.focus({ preventScroll: true });
      field.select();
      field.scrollTop = 0;
    }),
  );

  function copy(): void {
    const part = field.value.slice(field.selectionStart, field.selectionEnd);
    void copyText(part || props.text);
    announce(words.menus.copied);
    props.onClose();
  }

  return (
    <Dialog title={words.menus.selectText} onClose={() => props.onClose()}>
      <textarea
        ref={(element) => (field = element)}
        class="selectable"
        aria-label={words.message}
        dir="auto"
        rows="8"
        readOnly
        inputmode="none"
        value={props.text}
      />
      <div class="actions">
        {/* Pressing it must not end the selection. */}
        <Button kind="primary" onMouseDown={(event) => event.preventDefault()} onClick={copy}>
          {words.copy}
        </Button>
      </div>
    </Dialog>
  );
}
