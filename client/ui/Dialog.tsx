import { createUniqueId, type JSX, onCleanup, onMount, Show } from "solid-js";
import { Portal } from "solid-js/web";
import IconX from "~icons/lucide/x";

import { words } from "../i18n/words";
import { Button, IconButton } from "./Button";

interface DialogProps {
  title: string;
  // The content already shows the title.
  hasHiddenTitle?: boolean;
  // Along the right edge, for long content; else in the middle of the page.
  isDrawer?: boolean;
  // Must stop rendering it: that closes it, and returns the focus to where it was.
  onClose: () => void;
  children: JSX.Element;
}

/** A modal dialog. Esc, the close button, the back gesture and a press outside close it. */
export function Dialog(props: DialogProps) {
  const id = createUniqueId();
  const opener = document.activeElement;
  let dialog!: HTMLDialogElement;

  onMount(() => dialog.showModal());
  onCleanup(() => {
    dialog.close();
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
  });

  function closeBeside(event: MouseEvent): void {
    if (event.target !== dialog) return;
    // The press would take the focus away from where it returns to.
    event.preventDefault();
    props.onClose();
  }

  return (
    <Portal>
      <dialog
        class="dialog"
        classList={{ drawer: props.isDrawer ?? false }}
        aria-labelledby={id}
        ref={(element) => (dialog = element)}
        onCancel={(event) => {
          event.preventDefault();
          props.onClose();
        }}
        on:mousedown={closeBeside}
      >
        <div class="dialog-body">
          <header class="dialog-head">
            <h2 id={id} classList={{ unseen: props.hasHiddenTitle ?? false }}>
              {props.title}
            </h2>
            <IconButton label={words.close} onClick={() => props.onClose()}>
              <IconX aria-hidden="true" />
            </IconButton>
          </header>
          {props.children}
        </div>
      </dialog>
    </Portal>
  );
}

interface ConfirmProps {
  title: string;
  text: string;
  // The label of the button that confirms.
  action: string;
  fault?: string | undefined;
  isBusy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children?: JSX.Element;
}

/** Asks before something that cannot easily be undone, and says what it does. */
export function Confirm(props: ConfirmProps) {
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!props.isBusy) props.onConfirm();
  }
  return (
    <Dialog title={props.title} onClose={() => props.onClose()}>
      <form class="form" onSubmit={submit}>
        <p class="dialog-text">{props.text}</p>
        {props.children}
        <Show when={props.fault}>
          <p class="fault" role="alert">
            {props.fault}
          </p>
        </Show>
        <div class="actions">
          <Button onClick={() => props.onClose()}>{words.cancel}</Button>
          <Button kind="danger" type="submit" isBusy={props.isBusy ?? false}>
            {props.action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
