import { Show } from "solid-js";
import IconPaperclip from "~icons/lucide/paperclip";

import { useChat } from "../../../live/chat";
import { IconButton } from "../../../ui/Button";
import { Menu } from "../../../ui/Menu";
import { sending } from "../words";
import { placeOf } from "./chosen";
import { offerFiles } from "./offering";

interface AttachButtonProps {
  roomId: string;
  /** On a phone the camera is offered, too. */
  isTouch: boolean;
  field: HTMLElement;
}

/** Opens the browser's own dialog to choose files. */
export function AttachButton(props: AttachButtonProps) {
  const chat = useChat();
  let files!: HTMLInputElement;
  let camera!: HTMLInputElement;

  async function choose(input: HTMLInputElement): Promise<void> {
    const chosen = [...(input.files ?? [])];
    // The same file can be chosen again.
    input.value = "";
    await offerFiles(placeOf(chat.me.id, props.roomId), chosen);
    if (!props.isTouch) props.field.focus();
  }

  const icon = () => <IconPaperclip aria-hidden="true" />;
  return (
    <div class="attach">
      <Show
        when={props.isTouch}
        fallback={
          <IconButton label={sending().attach} onClick={() => files.click()}>
            {icon()}
          </IconButton>
        }
      >
        <Menu
          label={sending().attach}
          items={[
            { label: sending().files, onChoose: () => files.click() },
            { label: sending().camera, onChoose: () => camera.click() },
          ]}
        >
          {icon()}
        </Menu>
      </Show>
      <input
        ref={(element) => (files = element)}
        type="file"
        multiple
        hidden
        aria-label={sending().files}
        onChange={(event) => void choose(event.currentTarget)}
      />
      <input
        ref={(element) => (camera = element)}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label={sending().camera}
        onChange={(event) => void choose(event.currentTarget)}
      />
    </div>
  );
}
