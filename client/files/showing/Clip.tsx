import type { Attachment } from "../../../src/protocol/message";
import { shownOf } from "../../messages/text/turns";
import { originalOf } from "../names";
import { showing } from "../words";
import { playAlone } from "./sounds/player";

// In px: the browser's controls, along the lower edge.
const CONTROLS = 64;

/** A video that plays in its place. */
export function Clip(props: { file: Attachment; isTabStop: boolean }) {
  // A finger that goes to another place in the video must not swipe the message.
  function hold(event: PointerEvent & { currentTarget: HTMLElement }): void {
    if (event.offsetY > event.currentTarget.clientHeight - CONTROLS) event.stopPropagation();
  }
  return (
    <video
      class="photo whole clip"
      src={originalOf(props.file.id)}
      aria-label={showing().videoCalled(shownOf(props.file.name))}
      controls
      playsinline
      preload="metadata"
      tabIndex={props.isTabStop ? 0 : -1}
      on:pointerdown={hold}
      onPlay={(event) => playAlone(event.currentTarget)}
    />
  );
}
