import { createSignal, onCleanup, onMount, Show } from "solid-js";

import { api, ask } from "../../api";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { createAct } from "../../ui/form/act";
import { Switch } from "../../ui/form/Switch";
import { Loaded } from "../../ui/States";

/** Whether others see my name among those who have read a message. It is the account's, so the server is asked. */
export function HideReads() {
  const { hides, hasFailed, learn, load } = createHides();
  const { isBusy, fault, act } = createAct();

  async function change(hideReads: boolean, toggle: HTMLInputElement): Promise<void> {
    if (await act(() => ask(() => api.me.patch({ hideReads })))) learn(hideReads);
    else toggle.checked = !hideReads;
  }

  return (
    // While it loads the switch stands there already: what comes below must not move.
    <Loaded state={hides() === undefined && hasFailed() ? "failed" : "ready"} onRetry={() => void load()}>
      <Switch
        label={words.reading.hide}
        isOn={hides()}
        isBusy={isBusy()}
        onChange={(isOn, toggle) => void change(isOn, toggle)}
      />
      <p class="setting-hint">{words.reading.hideHint}</p>
      <Show when={fault()}>
        <p class="fault" role="alert">
          {fault()}
        </p>
      </Show>
    </Loaded>
  );
}

/** The setting as it is now, whichever device changes it while it is shown. */
function createHides() {
  const { onFrame } = useChat();
  const [hides, setHides] = createSignal<boolean>();
  const [hasFailed, setFailed] = createSignal(false);
  // An answer that was under way when something newer came does not count.
  let turn = 0;

  onMount(() => void load());
  onCleanup(
    onFrame((frame) => {
      if (frame.type === "me.changed") learn(frame.hideReads);
      // The frame may have been missed.
      if (frame.type === "welcome") void load();
    }),
  );

  function learn(isHiding: boolean): void {
    turn++;
    setHides(isHiding);
  }

  async function load(): Promise<void> {
    const asked = ++turn;
    setFailed(false);
    const own = await ask(() => api.me.get()).catch(() => undefined);
    if (asked !== turn) return;
    if (own) setHides(own.hideReads);
    setFailed(own === undefined);
  }

  return { hides, hasFailed, learn, load };
}
