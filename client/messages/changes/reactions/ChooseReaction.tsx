import type { Message } from "../../../../src/protocol/message";
import { Dialog } from "../../../ui/Dialog";
import { Picker } from "../../emoji/Picker";
import { toggleReaction } from "../actions";
import { changing } from "../words";

/** Any emoji as a reaction. */
export function ChooseReaction(props: { message: Message; onClose: () => void }) {
  function react(emoji: string): void {
    void toggleReaction(props.message, emoji);
    props.onClose();
  }
  return (
    <Dialog title={changing().react} onClose={() => props.onClose()}>
      <Picker takesFocus={!matchMedia("(pointer: coarse)").matches} onPick={react} onClose={props.onClose} />
    </Dialog>
  );
}
