import { createEffect, For, on, onCleanup, onMount, Show } from "solid-js";
import IconSend from "~icons/lucide/arrow-up";
import IconStop from "~icons/lucide/square";
import IconDiscard from "~icons/lucide/trash-2";

import { useChat } from "../../live/chat";
import type { AttachedFiles } from "../../messages/outbox/draft";
import { announce, readOut } from "../../ui/Announcer";
import { IconButton } from "../../ui/Button";
import { attach, hold, offer } from "../sending/choosing/chosen";
import { sending } from "../sending/words";
import { setVoiceIn } from "./asked";
import { clockOf } from "./names";
import { createRecording, LEVELS, LONGEST_MS, type RecordingState } from "./recording";

interface RecorderProps {
  place: string;
  field: HTMLElement;
  onSend: (attached: AttachedFiles) => void;
}

/** Records a voice message. Whoever leaves the room meanwhile finds it there, among the files to send. */
export function Recorder(props: RecorderProps) {
  const chat = useChat();
  const recording = createRecording();
  const { state, elapsed, levels } = recording;
  let isDone = false;
  let send!: HTMLButtonElement;

  onMount(() => send.focus());
  onCleanup(() => {
    if (!isDone) void keep(props.place);
  });
  createEffect(on(state, follow));

  function follow(now: RecordingState): void {
    if (now === "recording") readOut(sending().recording);
    else if (now === "recorded" && !isDone) {
      readOut(sending().isRecorded);
      if (elapsed() >= LONGEST_MS) announce(sending().longest(LONGEST_MS / 60_000));
    } else if (now in faults()) {
      announce(faults()[now]!);
      close();
    }
  }

  async function keep(place: string): Promise<void> {
    const recorded = await recording.finish();
    if (recorded) await offer(place, [recorded]);
  }

  async function submit(): Promise<void> {
    if (isDone || state() === "starting") return;
    isDone = true;
    const recorded = await recording.finish();
    close();
    if (recorded) props.onSend(attach(chat.me.id, [hold(recorded)]));
  }

  function discard(): void {
    recording.stop();
    close();
  }

  function close(): void {
    isDone = true;
    setVoiceIn(undefined);
    props.field.focus();
  }

  return (
    <div class="recorder" role="group" aria-label={sending().recording}>
      <IconButton label={sending().discardVoice} onClick={discard}>
        <IconDiscard aria-hidden="true" />
      </IconButton>
      <span class="recorder-time" classList={{ on: state() === "recording" }} role="timer" translate="no">
        {clockOf(elapsed())}
      </span>
      <span class="recorder-levels" aria-hidden="true">
        <For each={padded(levels())}>{(level) => <span style={{ "--level": level }} />}</For>
      </span>
      <Show when={state() === "recording"}>
        <IconButton label={sending().stopRecording} onClick={() => recording.stop()}>
          <IconStop aria-hidden="true" />
        </IconButton>
      </Show>
      <button
        class="send"
        type="button"
        aria-label={sending().sendVoice}
        title={sending().sendVoice}
        aria-disabled={state() === "starting"}
        ref={(element) => (send = element)}
        onClick={() => void submit()}
      >
        <span class="send-face">
          <IconSend aria-hidden="true" />
        </span>
      </button>
    </div>
  );
}

const faults = (): Partial<Record<RecordingState, string>> => ({
  "no-microphone": sending().noMicrophone,
  "not-allowed": sending().notAllowed,
  failed: sending().notRecorded,
});

const padded = (levels: number[]): number[] => [
  ...Array.from({ length: LEVELS - levels.length }, () => 0),
  ...levels,
];
