import IconX from "~icons/lucide/x";

import type { OutboxFile } from "../../../messages/outbox/draft";
import { cutName, sizeOf } from "../../names";
import { FileFace } from "../row/FileFace";
import { sending } from "../words";

/** A file that goes with the message, with a button to leave it out. */
export function ChosenTile(props: { file: OutboxFile; onRemove: () => void }) {
  const name = () => cutName(props.file.name);
  return (
    <li class="chosen-file">
      <FileFace file={props.file} />
      <span class="chosen-name" title={props.file.name} translate="no">
        <span>{name()[0]}</span>
        <span>{name()[1]}</span>
      </span>
      <span class="chosen-size">{sizeOf(props.file.size)}</span>
      <button
        class="chosen-remove"
        type="button"
        aria-label={sending().remove(props.file.name)}
        title={sending().remove(props.file.name)}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => props.onRemove()}
      >
        <span class="chosen-remove-face">
          <IconX aria-hidden="true" />
        </span>
      </button>
    </li>
  );
}
