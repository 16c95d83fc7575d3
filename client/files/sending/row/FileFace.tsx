import { createSignal, onCleanup, onMount, Show } from "solid-js";
import IconFile from "~icons/lucide/file";
import IconMic from "~icons/lucide/mic";

import type { OutboxFile } from "../../../messages/outbox/draft";
import { typeOf } from "../../names";
import { findBlob, heldBlob } from "../kept/blobs";
import { hasPreview, isClip } from "../kinds";

/** The picture itself, the beginning of a video, or what kind of file it is. It is beside its name, so it is not read out. */
export function FileFace(props: { file: OutboxFile }) {
  const [url, setUrl] = createSignal<string>();
  const fail = () => setUrl(undefined);
  let isGone = false;

  onMount(() => void (hasPreview(props.file) && load(props.file.id)));
  onCleanup(() => {
    isGone = true;
    const shown = url();
    if (shown) URL.revokeObjectURL(shown);
  });

  // After a reload the page has to ask the database.
  async function load(id: string): Promise<void> {
    const blob = heldBlob(id) ?? (await findBlob(id));
    if (blob && !isGone) setUrl(URL.createObjectURL(blob));
  }

  return (
    <span class="file-face" aria-hidden="true">
      <Show when={url()} fallback={<Kind file={props.file} />}>
        {(shown) => (
          <Show when={isClip(props.file)} fallback={<img src={shown()} alt="" onError={fail} />}>
            <video src={shown()} muted playsinline preload="metadata" tabIndex={-1} onError={fail} />
          </Show>
        )}
      </Show>
    </span>
  );
}

function Kind(props: { file: OutboxFile }) {
  return (
    <Show when={!props.file.waveform} fallback={<IconMic />}>
      <IconFile />
      <span class="file-type">{typeOf(props.file)}</span>
    </Show>
  );
}
