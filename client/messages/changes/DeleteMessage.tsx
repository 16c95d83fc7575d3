import { createSignal } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { Confirm } from "../../ui/Dialog";
import { deleteMessage } from "./actions";
import { changing } from "./words";

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
      title={changing().removeManyTitle(1)}
      text={changing().removeText}
      action={changing().remove}
      isBusy={isBusy()}
      onConfirm={() => void remove()}
      onClose={() => props.onClose()}
    />
  );
}
