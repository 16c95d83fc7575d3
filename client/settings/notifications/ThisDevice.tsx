import { createSignal, Show } from "solid-js";

import { api, ask } from "../../api";
import { pushing } from "../../i18n/push/words";
import { useChat } from "../../live/chat";
import { lookAtPush, pushState, turnOffPush, turnOnPush } from "../../push/device/device";
import { announce } from "../../ui/Announcer";
import { Button } from "../../ui/Button";
import { createAct } from "../../ui/form/act";
import { Switch } from "../../ui/form/Switch";

/** Notifications of this browser: on or off, or why it has none; and one to try. */
export function ThisDevice() {
  const chat = useChat();
  const [isBusy, setBusy] = createSignal(false);
  const [fault, setFault] = createSignal("");
  const reason = () => {
    const state = pushState();
    return state === "on" || state === "off" || state === "unknown" ? "" : pushing().device[state];
  };
  lookAtPush(chat.me.id);

  async function change(isOn: boolean, toggle: HTMLInputElement): Promise<void> {
    if (isBusy()) return void (toggle.checked = !isOn);
    setBusy(true);
    setFault("");
    try {
      const state = await (isOn ? turnOnPush : turnOffPush)(chat.me.id);
      if (state === "on") announce(pushing().device.turnedOn);
    } catch (error) {
      console.warn(error);
      setFault(pushing().device.failed);
    }
    setBusy(false);
    // Where someone has said no to the browser, it stays off.
    toggle.checked = pushState() === "on";
  }

  return (
    <>
      <Show
        when={!reason()}
        fallback={
          <div class="setting">
            <p class="setting-text">
              {pushing().device.label}
              <span class="setting-note">{reason()}</span>
            </p>
          </div>
        }
      >
        <Switch
          label={pushing().device.label}
          isOn={pushState() === "unknown" ? undefined : pushState() === "on"}
          isBusy={isBusy()}
          onChange={(isOn, toggle) => void change(isOn, toggle)}
        />
      </Show>
      <p class="fault" role="alert">
        {fault()}
      </p>
      <Show when={pushState() === "on"}>
        <Try />
      </Show>
    </>
  );
}

/** A notification for this device, and what came of it. */
function Try() {
  const { isBusy, fault, act } = createAct();
  const [outcome, setOutcome] = createSignal("");

  function send(): void {
    setOutcome("");
    void act(async () => {
      const answer = await ask(() => api.push.test.post());
      setOutcome(pushing().test[answer.outcome]);
    });
  }

  return (
    <div class="setting">
      <Button isBusy={isBusy()} onClick={send}>
        {pushing().test.label}
      </Button>
      <p class="setting-note try-outcome" role="status">
        {outcome() || fault()}
      </p>
    </div>
  );
}
