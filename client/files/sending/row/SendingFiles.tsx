import { For, Show } from "solid-js";
import IconCheck from "~icons/lucide/check";

import { words } from "../../../i18n/words";
import { useChat } from "../../../live/chat";
import type { OutboxDraft, OutboxFile } from "../../../messages/outbox/draft";
import { cutName, sizeOf } from "../../names";
import { isUnkept } from "../kept/keeping";
import { hasPreview } from "../kinds";
import { sentOf } from "../uploads/progress";
import { sending } from "../words";
import { FileFace } from "./FileFace";

/** The files of a draft: how far each of them is, and what can be done about it. */
export function SendingFiles(props: { draft: OutboxDraft; files: OutboxFile[] }) {
  const chat = useChat();
  const isWhole = () => props.files.every(({ attachmentId }) => attachmentId);
  const isGoing = () => props.draft.state === "pending" && !isWhole();
  const isHeld = () => props.draft.state === "held";
  const fault = () => {
    const { reason } = props.draft;
    return reason === "storage-full" || reason === "file-gone" ? sending().faults[reason] : undefined;
  };
  const note = () => {
    if (isHeld()) return sending().paused;
    return isGoing() && !chat.isOpen() ? sending().offline : undefined;
  };
  return (
    <div class="sending-files">
      <ul>
        <For each={props.files}>
          {(file) => (
            <li class="sending-file" classList={{ pictured: hasPreview(file) }}>
              <FileFace file={file} />
              <Named file={file} />
              <Show when={isGoing() || isHeld()}>
                <Progress file={file} />
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={fault()}>{(text) => <p role="alert">{text()}</p>}</Show>
      <Show when={isGoing() || isHeld()}>
        <Show when={props.files.some(isUnkept)}>
          <p class="sending-unkept">{sending().unkept}</p>
        </Show>
        <div class="sending-acts">
          <Show when={note()}>{(text) => <span>{text()}</span>}</Show>
          <Show
            when={isHeld()}
            fallback={
              <button class="quiet" type="button" onClick={() => chat.outbox.hold(props.draft)}>
                {sending().pause}
              </button>
            }
          >
            <button class="quiet" type="button" onClick={() => chat.outbox.retry(props.draft)}>
              {sending().goOn}
            </button>
          </Show>
          <button class="quiet" type="button" onClick={() => chat.outbox.remove(props.draft.clientId)}>
            {words.cancel}
          </button>
        </div>
      </Show>
    </div>
  );
}

function Named(props: { file: OutboxFile }) {
  const name = () => (props.file.waveform ? [sending().voice, ""] : cutName(props.file.name));
  return (
    <span class="sending-name" translate="no">
      <span>{name()[0]}</span>
      <span>{name()[1]}</span>
    </span>
  );
}

/** Only the tab that sends it knows how far it is. */
function Progress(props: { file: OutboxFile }) {
  const sent = () => sentOf(props.file.id);
  const told = () => sending().sentOf(sizeOf(sent() ?? 0), sizeOf(props.file.size));
  return (
    <Show
      when={!props.file.attachmentId}
      fallback={
        <span class="sending-there">
          <IconCheck aria-hidden="true" />
          <span class="unseen">{sending().isThere}</span>
        </span>
      }
    >
      <span class="sending-amount" aria-hidden="true">
        {sent() === undefined ? sizeOf(props.file.size) : told()}
      </span>
      <progress
        aria-label={sending().progress(props.file.name)}
        aria-valuetext={sent() === undefined ? undefined : told()}
        max={Math.max(1, props.file.size)}
        // The property would refuse that it is not known.
        {...{ "attr:value": sent() }}
      />
    </Show>
  );
}
