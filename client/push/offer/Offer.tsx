import { createSignal, onMount } from "solid-js";
import IconBell from "~icons/lucide/bell-ring";

import { pushing } from "../../i18n/push/words";
import { useChat } from "../../live/chat";
import { announce, readOut } from "../../ui/Announcer";
import { Button } from "../../ui/Button";
import { turnOnPush } from "../device/device";
import type { PushOffer } from "./offer";

/** A quiet offer over the foot of the list: it covers nothing that is being written or read. */
export function Offer(props: { offer: PushOffer }) {
  const chat = useChat();
  const [isBusy, setBusy] = createSignal(false);
  onMount(() => readOut(pushing().offer.title));

  async function accept(): Promise<void> {
    setBusy(true);
    try {
      const state = await turnOnPush(chat.me.id);
      if (state === "on") announce(pushing().device.turnedOn);
    } catch (error) {
      console.warn(error);
      announce(pushing().device.failed);
    }
    props.offer.end();
  }

  return (
    <section class="offer" aria-label={pushing().offer.title}>
      <IconBell aria-hidden="true" />
      <div class="offer-body">
        <p class="offer-title">{pushing().offer.title}</p>
        <p class="setting-note">{pushing().offer.text}</p>
        <div class="actions">
          <Button kind="quiet" onClick={() => props.offer.end()}>
            {pushing().offer.later}
          </Button>
          <Button kind="primary" isBusy={isBusy()} onClick={() => void accept()}>
            {pushing().offer.on}
          </Button>
        </div>
      </div>
    </section>
  );
}
