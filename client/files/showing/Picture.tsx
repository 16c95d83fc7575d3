import { createSignal, Match, Show, Switch } from "solid-js";
import IconFailed from "~icons/lucide/image-off";
import IconPlay from "~icons/lucide/play";
import IconStop from "~icons/lucide/square";

import type { Attachment, Message } from "../../../src/protocol/message";
import { shownOf } from "../../messages/text/turns";
import { lengthOf } from "../inWords";
import { kindOf } from "../kinds";
import { originalOf, thumbnailOf } from "../names";
import { showing } from "../words";
import { Blur } from "./Blur";
import { isStill } from "./still";
import { openViewer } from "./viewer/viewing";

interface PictureProps {
  file: Attachment;
  message: Pick<Message, "roomId" | "seq">;
  size: "whole" | "half" | "third";
  isTabStop: boolean;
  /** Small, so that nothing moves in it. */
  isThumbnail?: boolean;
  /** What the viewer goes on through, if not through the room's log. */
  among?: () => Message[];
}

/** A picture, or one of several videos. A press shows it in the viewer. */
export function Picture(props: PictureProps) {
  const [isHere, setHere] = createSignal(false);
  const [hasFailed, setFailed] = createSignal(false);
  // By someone who does not want things to move by themselves.
  const [isPlayed, setPlayed] = createSignal(false);
  const tab = () => (props.isTabStop ? 0 : -1);
  const name = () => shownOf(props.file.name);
  const moves = () => props.file.animated === true && !props.isThumbnail && (!isStill() || isPlayed());
  const source = () => (moves() ? originalOf(props.file.id) : thumbnailOf(props.file.id));
  const open = (event: MouseEvent & { currentTarget: HTMLElement }) =>
    openViewer({
      roomId: props.message.roomId,
      seq: props.message.seq,
      fileId: props.file.id,
      opener: event.currentTarget,
      ...(props.among ? { among: props.among() } : {}),
    });

  function retry(): void {
    setHere(false);
    setFailed(false);
  }

  return (
    <div class={`photo ${props.size}`}>
      <Switch>
        <Match when={kindOf(props.file) === "video"}>
          <button
            class="photo-open film"
            type="button"
            tabIndex={tab()}
            aria-haspopup="dialog"
            aria-label={showing().videoCalled(name())}
            onClick={open}
          >
            <IconPlay aria-hidden="true" />
            <Show when={props.file.durationMs}>
              {(ms) => <span class="film-length">{lengthOf(ms())}</span>}
            </Show>
          </button>
        </Match>
        <Match when={hasFailed()}>
          <button
            class="photo-open photo-failed"
            type="button"
            tabIndex={tab()}
            aria-label={`${name()}. ${showing().notShown} ${showing().again}`}
            title={showing().notShown}
            onClick={retry}
          >
            <IconFailed aria-hidden="true" />
            <Show when={props.size !== "third"}>{showing().again}</Show>
          </button>
        </Match>
        <Match when={!hasFailed()}>
          <button class="photo-open" type="button" tabIndex={tab()} aria-haspopup="dialog" onClick={open}>
            <Show when={!isHere() && props.file.blurhash}>{(hash) => <Blur hash={hash()} />}</Show>
            <img
              src={source()}
              alt={name()}
              loading="lazy"
              decoding="async"
              draggable={false}
              onLoad={() => setHere(true)}
              onError={() => setFailed(true)}
            />
          </button>
          <Show when={props.file.animated && !props.isThumbnail && isStill()}>
            <button
              class="photo-play"
              type="button"
              tabIndex={tab()}
              aria-label={isPlayed() ? showing().stopPicture : showing().playPicture}
              onClick={() => setPlayed(!isPlayed())}
            >
              <Show when={isPlayed()} fallback={<IconPlay aria-hidden="true" />}>
                <IconStop aria-hidden="true" />
              </Show>
            </button>
          </Show>
        </Match>
      </Switch>
    </div>
  );
}
