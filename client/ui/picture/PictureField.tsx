import { createSignal, type JSX, onCleanup, Show } from "solid-js";

import { profiles } from "../../i18n/profiles/words";
import { words } from "../../i18n/words";
import { announce } from "../Announcer";
import { Button } from "../Button";
import { textOf } from "../form/form";
import { createLatest } from "./latest";
import { portraitOf } from "./portrait";

interface PictureFieldProps {
  /** The face, with the picture at this address if there is one. */
  face: (url: string | undefined) => JSX.Element;
  hasPicture: boolean;
  onUse: (bytes: Blob) => Promise<unknown>;
  onRemove: () => Promise<unknown>;
}

/** A picture of someone or something: choose one, preview it, then upload it; or remove it. */
export function PictureField(props: PictureFieldProps) {
  const [chosen, setChosen] = createSignal<{ bytes: Blob; url: string }>();
  const [isBusy, setBusy] = createSignal(false);
  const [fault, setFault] = createSignal("");
  let input!: HTMLInputElement;
  const picked = createLatest();
  onCleanup(drop);

  function drop(): void {
    picked.drop();
    const now = chosen();
    if (now) URL.revokeObjectURL(now.url);
    setChosen(undefined);
  }

  async function choose(): Promise<void> {
    const [file] = input.files ?? [];
    input.value = "";
    if (!file) return;
    setFault("");
    // Reading a large picture takes a while: another one may have been picked meanwhile.
    const read = await picked.run(() => portraitOf(file));
    if (read === undefined) return;
    if ("error" in read) return void setFault(profiles().mine.notAPicture);
    drop();
    setChosen({ bytes: read.result, url: URL.createObjectURL(read.result) });
  }

  async function change(asked: Promise<unknown>): Promise<void> {
    setBusy(true);
    setFault("");
    try {
      await asked;
      drop();
      announce(words.saved);
    } catch (error) {
      setFault(textOf(error));
    }
    setBusy(false);
  }

  return (
    <div class="picture">
      {props.face(chosen()?.url)}
      <div class="picture-text">
        <Show
          when={chosen()}
          fallback={
            <>
              <Button onClick={() => input.click()}>{profiles().mine.picture}</Button>
              <Show when={props.hasPicture}>
                <Button kind="quiet" isBusy={isBusy()} onClick={() => void change(props.onRemove())}>
                  {profiles().mine.remove}
                </Button>
              </Show>
            </>
          }
        >
          {(picture) => (
            <>
              <p class="dialog-text">{profiles().mine.preview}</p>
              <Button
                kind="primary"
                isBusy={isBusy()}
                onClick={() => void change(props.onUse(picture().bytes))}
              >
                {profiles().mine.use}
              </Button>
              <Button kind="quiet" onClick={() => input.click()}>
                {profiles().mine.another}
              </Button>
              <Button kind="quiet" onClick={drop}>
                {words.cancel}
              </Button>
            </>
          )}
        </Show>
        <input
          ref={(element) => (input = element)}
          class="unseen"
          type="file"
          accept="image/jpeg,image/png,image/webp,image/gif,image/*"
          aria-label={profiles().mine.choose}
          tabIndex={-1}
          onChange={() => void choose()}
        />
        <p class="fault" role="alert">
          {fault()}
        </p>
      </div>
    </div>
  );
}
