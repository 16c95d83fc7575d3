import { createEffect, createResource, For, on, Show } from "solid-js";

import { api, ask } from "../../../api";
import { wordsOf } from "../../../files/told";
import { timeOf, words } from "../../../i18n/words";
import { useChat } from "../../../live/chat";
import { changing } from "../../../messages/changes/words";
import { announce } from "../../../ui/Announcer";

/** The pinned messages of a room, the newest pin first. A press goes to the message. */
export function Pinned(props: { roomId: string }) {
  const chat = useChat();
  const [pins, { refetch }] = createResource(
    () => props.roomId,
    async (id) => {
      const { messages, users } = await ask(() => api.rooms({ id }).pins.get());
      chat.users.learn(users);
      return messages;
    },
  );
  // Any change may be one of a pin.
  const rev = () => chat.rooms.find(props.roomId)?.rev;
  createEffect(on(rev, () => void refetch(), { defer: true }));
  const go = (seq: number): Promise<void> =>
    chat.messages.goTo(props.roomId, seq).catch(() => announce(words.loadFailed));
  const shown = () => (pins.error === undefined ? (pins.latest ?? []) : []);
  return (
    <Show when={shown().length > 0}>
      <section class="card" aria-label={changing().pins}>
        <h3>{changing().pins}</h3>
        <ul class="pins">
          <For each={shown()}>
            {(message) => (
              <li>
                <button class="pin" type="button" onClick={() => void go(message.seq)}>
                  <strong dir="auto">{chat.users.nameOf(message.authorId)}</strong>
                  <span dir="auto">{wordsOf(message, chat.users)}</span>
                  <time>{timeOf(message.at)}</time>
                </button>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}
