import { createMemo, Show } from "solid-js";
import IconPause from "~icons/lucide/pause";
import IconPlay from "~icons/lucide/play";

import type { Attachment } from "../../../../src/protocol/message";
import { shownOf } from "../../../messages/text/turns";
import { lengthOf } from "../../inWords";
import { showing } from "../../words";
import { FileName } from "../FileName";
import { playing, positionOf, seekSound, toggleSound } from "./player";
import { loudnessOf, pathOf, viewBoxOf } from "./waves";

// In s: how far an arrow key goes, in what is short and in what is long.
const [STEP, LONG_STEP, LONG] = [1, 5, 60];

/** A voice message with its waveform, or any other sound with its name. */
export function Sound(props: { file: Attachment; isTabStop: boolean }) {
  const id = () => props.file.id;
  const tab = () => (props.isTabStop ? 0 : -1);
  const loudness = createMemo(() => loudnessOf(props.file.waveform ?? ""));
  const length = () => playing(id())?.length ?? (props.file.durationMs ?? 0) / 1000;
  const at = () => Math.min(positionOf(id()), length() || Infinity);
  const share = () => (length() > 0 ? at() / length() : 0);
  const isOn = () => playing(id())?.isOn ?? false;
  const label = () => (loudness().length > 0 ? showing().voice : shownOf(props.file.name));
  const clock = (seconds: number) => lengthOf(Math.floor(seconds) * 1000);
  const total = () => lengthOf(length() * 1000);

  function onKeyDown(event: KeyboardEvent): void {
    const forward = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (forward === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = length() > LONG ? LONG_STEP : STEP;
    seekSound(id(), Math.max(0, Math.min(length(), at() + forward * step)));
  }

  return (
    <div class="bar-file sound" role="group" aria-label={label()}>
      <button
        class="sound-play"
        type="button"
        tabIndex={tab()}
        aria-label={isOn() ? showing().pause : showing().play}
        onClick={() => toggleSound(id())}
      >
        <Show when={isOn()} fallback={<IconPlay aria-hidden="true" />}>
          <IconPause aria-hidden="true" />
        </Show>
      </button>
      <span class="sound-line" style={{ "--played": `${share() * 100}%` }}>
        <Show when={loudness().length > 0} fallback={<FileName name={props.file.name} />}>
          <svg class="wave" viewBox={viewBoxOf(loudness())} preserveAspectRatio="none" aria-hidden="true">
            <path d={pathOf(loudness())} />
            <path class="wave-played" d={pathOf(loudness())} />
          </svg>
        </Show>
        {/* A finger on it must not swipe the message. */}
        <input
          class="sound-at"
          type="range"
          tabIndex={tab()}
          min="0"
          max={length()}
          step="any"
          value={at()}
          aria-label={showing().position}
          aria-valuetext={showing().positionOf(clock(at()), total())}
          on:pointerdown={(event) => event.stopPropagation()}
          onInput={(event) => seekSound(id(), event.currentTarget.valueAsNumber)}
          onKeyDown={onKeyDown}
        />
      </span>
      <span class="sound-time">
        <Show when={!playing(id())?.hasFailed} fallback={<span role="alert">{showing().notPlayed}</span>}>
          {at() > 0 ? `${clock(at())} / ${total()}` : total()}
        </Show>
      </span>
    </div>
  );
}
