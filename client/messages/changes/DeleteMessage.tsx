import { createSignal } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { words } from "../../i18n/words";
import { Confirm } from "../../ui/Dialog";
import { deleteMessage } from "./actions";

/** Asks before a message is deleted for everyone. */
export function DeleteMessage(props: { message: Message; onClose: () => void }) {
  const [isBusy, setBusy] = createSignal(false);

  async function remove(): Promise<void> {
    setBusy(true);
    const isDone = await deleteMessage(props.message);
    setBusy(false);
    if (isDone) props.onClose();
  }

  return (
    <Confirm
      title={words.changes.removeTitle}
      text={words.changes.removeText}
      action={words.changes.remove}
      isBusy={isBusy()}
      onConfirm={() => void remove()}
      onClose={() => props.onClose()}
    />
  );
}
