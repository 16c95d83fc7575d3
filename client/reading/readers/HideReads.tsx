import { createResource, Show } from "solid-js";

import { api, ask } from "../../api";
import { words } from "../../i18n/words";
import { createAct } from "../../ui/form/act";
import { Loaded } from "../../ui/States";

/** Whether others see my name among those who have read a message. It is the account's, so the server is asked. */
export function HideReads() {
  const [hides, { mutate, refetch }] = createResource(async (): Promise<boolean | undefined> => {
    const own = await ask(() => api.me.get()).catch(() => undefined);
    return own?.hideReads;
  });
  const { isBusy, fault, act } = createAct();
  const state = () => (hides.latest !== undefined ? "ready" : hides.loading ? "loading" : "failed");

  async function change(toggle: HTMLInputElement): Promise<void> {
    const { checked } = toggle;
    if (state() === "loading") toggle.checked = !checked;
    else if (await act(() => ask(() => api.me.patch({ hideReads: checked })))) mutate(checked);
    else toggle.checked = !checked;
  }

  return (
    // While it loads the switch stands there already: what comes below must not move.
    <Loaded state={state() === "loading" ? "ready" : state()} onRetry={() => void refetch()}>
      <label class="setting">
        {words.reading.hide}
        <input
          class="switch"
          type="checkbox"
          role="switch"
          checked={hides.latest}
          // Not `disabled`, which would take the focus away.
          aria-disabled={isBusy() || state() === "loading" ? "true" : undefined}
          onChange={({ currentTarget }) => void change(currentTarget)}
        />
      </label>
      <p class="setting-hint">{words.reading.hideHint}</p>
      <Show when={fault()}>
        <p class="fault" role="alert">
          {fault()}
        </p>
      </Show>
    </Loaded>
  );
}
