import { createResource, Show } from "solid-js";

import { api, ask } from "../../api";
import { words } from "../../i18n/words";
import { createAct } from "../../ui/form/act";
import { Switch } from "../../ui/form/Switch";
import { Loaded } from "../../ui/States";

/** Whether others see my name among those who have read a message. It is the account's, so the server is asked. */
export function HideReads() {
  const [hides, { mutate, refetch }] = createResource(async (): Promise<boolean | undefined> => {
    const own = await ask(() => api.me.get()).catch(() => undefined);
    return own?.hideReads;
  });
  const { isBusy, fault, act } = createAct();
  const state = () => (hides.latest !== undefined ? "ready" : hides.loading ? "loading" : "failed");

  async function change(hideReads: boolean, toggle: HTMLInputElement): Promise<void> {
    const isKept = state() !== "loading" && (await act(() => ask(() => api.me.patch({ hideReads }))));
    if (isKept) mutate(hideReads);
    else toggle.checked = !hideReads;
  }

  return (
    // While it loads the switch stands there already: what comes below must not move.
    <Loaded state={state() === "loading" ? "ready" : state()} onRetry={() => void refetch()}>
      <Switch
        label={words.reading.hide}
        isOn={hides.latest ?? false}
        isBusy={isBusy() || state() === "loading"}
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
