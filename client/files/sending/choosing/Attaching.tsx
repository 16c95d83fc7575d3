import { createMemo, For, Show } from "solid-js";
import { Portal } from "solid-js/web";

import { useChat } from "../../../live/chat";
import type { AttachedFiles } from "../../../messages/outbox/draft";
import { Later } from "../../../ui/later/Later";
import { lazily } from "../../../ui/later/lazily";
import { setVoiceIn, voiceIn } from "../../voice/asked";
import { VoiceButton } from "../../voice/VoiceButton";
import { staysFile } from "../kinds";
import { sending } from "../words";
import { AttachButton } from "./AttachButton";
import { choiceIn, collect, loadUpload, placeOf, withdraw } from "./chosen";
import { ChosenTile } from "./ChosenTile";
import { createCatching } from "./dropping";
import { faultInWords, offerFiles } from "./offering";

const Recorder = lazily(async () => {
  await loadUpload();
  return (await import("../../voice/Recorder")).Recorder;
});

/** What a composer needs of the files that go with its message, once this is loaded. */
export interface FilesField {
  count: () => number;
  /** They go into a message; undefined if there are none. */
  collect: () => AttachedFiles | undefined;
}

interface AttachingProps {
  roomId: string;
  /** Nothing is being written: there can be a microphone. */
  isEmpty: boolean;
  isTouch: boolean;
  field: () => HTMLElement;
  onReady: (files: FilesField) => void;
  /** Sends what was recorded, as a message of its own. */
  onVoice: (attached: AttachedFiles) => void;
}

/**
 * The buttons to choose files and to speak; above the field those that go with the message, and what is being recorded; over the room, where
 * files are dropped.
 */
export function Attaching(props: AttachingProps) {
  const chat = useChat();
  const place = createMemo(() => placeOf(chat.me.id, props.roomId));
  const choice = () => choiceIn(place());
  const room = () => props.field().closest(".room-view");
  const isOver = createCatching({
    room,
    field: () => props.field(),
    onFiles: (files, folders) => {
      void offerFiles(place(), files, folders);
      props.field().focus();
    },
  });
  let list!: HTMLUListElement;
  // oxlint-disable-next-line solid/reactivity -- it is told once
  props.onReady({ count: () => choice().files.length, collect: () => collect(chat.me.id, place()) });

  // The next one is where the last one was.
  function remove(id: string, nth: number): void {
    withdraw(place(), id);
    const buttons = list.isConnected ? [...list.querySelectorAll("button")] : [];
    (buttons[nth] ?? buttons.at(-1) ?? props.field()).focus();
  }

  return (
    <>
      <Show when={isOver() && room()}>
        {(over) => (
          <Portal mount={over()}>
            <p class="drop-here" aria-hidden="true">
              <span>{sending().dropHere}</span>
            </p>
          </Portal>
        )}
      </Show>
      <div class="chosen-home">
        <Show when={choice().files.length > 0}>
          <ul class="chosen" aria-label={sending().chosen} ref={(element) => (list = element)}>
            <For each={choice().files}>
              {(file, nth) => <ChosenTile file={file} onRemove={() => remove(file.id, nth())} />}
            </For>
          </ul>
        </Show>
        <For each={choice().files.filter(staysFile)}>
          {(file) => <p class="chosen-note">{sending().asFile(file.name)}</p>}
        </For>
        <For each={choice().faults}>
          {(fault) => (
            <p class="chosen-fault" role="alert">
              {faultInWords(fault)}
            </p>
          )}
        </For>
        <Show when={voiceIn() === place() && place()} keyed>
          {(here) => (
            <Later onFailed={() => setVoiceIn(undefined)}>
              <Recorder place={here} field={props.field()} onSend={(attached) => props.onVoice(attached)} />
            </Later>
          )}
        </Show>
      </div>
      <AttachButton roomId={props.roomId} isTouch={props.isTouch} field={props.field()} />
      <VoiceButton roomId={props.roomId} isEmpty={props.isEmpty} />
    </>
  );
}
