import { createSignal, onCleanup, Show } from "solid-js";

import type { User } from "../../src/protocol/user";
import { api, ask, putBytes } from "../api";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { announce } from "../ui/Announcer";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { textOf } from "../ui/form/form";
import { createLatest } from "./latest";
import { portraitOf } from "./portrait";

/** My picture: choose one, preview it, then upload it; or remove it. */
export function MyPicture() {
  const chat = useChat();
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
    if ("error" in read) return void setFault(words.me.notAPicture);
    drop();
    setChosen({ bytes: read.result, url: URL.createObjectURL(read.result) });
  }

  async function change(call: () => Promise<{ user: User }>): Promise<void> {
    setBusy(true);
    setFault("");
    try {
      const { user } = await call();
      chat.users.learn([user]);
      drop();
      announce(words.saved);
    } catch (error) {
      setFault(textOf(error));
    }
    setBusy(false);
  }

  const use = (bytes: Blob) => change(() => ask(() => putBytes<{ user: User }>("/api/me/avatar", bytes)));
  const remove = () => change(() => ask(() => api.me.avatar.delete()));

  return (
    <div class="picture">
      <Avatar id={chat.me.id} name={chat.myself().nickname} url={chosen()?.url ?? chat.myself().avatarUrl} />
      <div class="picture-text">
        <Show
          when={chosen()}
          fallback={
            <>
              <Button onClick={() => input.click()}>{words.me.picture}</Button>
              <Show when={chat.myself().avatarUrl}>
                <Button kind="quiet" isBusy={isBusy()} onClick={() => void remove()}>
                  {words.me.remove}
                </Button>
              </Show>
            </>
          }
        >
          {(picture) => (
            <>
              <p class="dialog-text">{words.me.preview}</p>
              <Button kind="primary" isBusy={isBusy()} onClick={() => void use(picture().bytes)}>
                {words.me.use}
              </Button>
              <Button kind="quiet" onClick={() => input.click()}>
                {words.me.another}
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
          aria-label={words.me.choose}
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
