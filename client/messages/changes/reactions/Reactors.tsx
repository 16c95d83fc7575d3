import { createEffect, createResource, For, on, Show } from "solid-js";

import type { Message } from "../../../../src/protocol/message";
import { api, ask } from "../../../api";
import { words } from "../../../i18n/words";
import { useChat } from "../../../live/chat";
import { Avatar } from "../../../ui/Avatar";
import { Dialog } from "../../../ui/Dialog";
import { changing } from "../words";

/** Who has reacted to a message, and how; it follows while it is open. */
export function Reactors(props: { message: Message; onClose: () => void }) {
  const chat = useChat();
  const [all, { refetch }] = createResource(
    () => props.message,
    async ({ roomId, seq }) => {
      const { reactions } = await ask(() =>
        api
          .rooms({ id: roomId })
          .messages({ seq: String(seq) })
          .reactions.get(),
      );
      chat.users.learn(reactions.flatMap(({ users }) => users));
      return reactions;
    },
  );
  createEffect(
    on(
      () => props.message.reactions,
      () => void refetch(),
      { defer: true },
    ),
  );
  const shown = () => (all.error === undefined ? all.latest : undefined);
  const nameOf = (id: string) => (id === chat.me.id ? words.myself : chat.users.nameOf(id));
  return (
    <Dialog title={words.changes.reactions} onClose={() => props.onClose()}>
      <Show when={all.error !== undefined}>
        <p class="fault" role="alert">
          {words.loadFailed}
        </p>
      </Show>
      <For each={shown()}>
        {({ emoji, count, users }) => (
          <section class="reactors">
            <h3 translate="no">{words.changes.reaction(emoji, count)}</h3>
            <ul>
              <For each={users}>
                {({ id, avatarUrl }) => (
                  <li>
                    <Avatar id={id} name={nameOf(id)} url={avatarUrl} />
                    <span dir="auto" translate="no">
                      {nameOf(id)}
                    </span>
                  </li>
                )}
              </For>
              <Show when={count > users.length}>
                <li>{changing().others(count - users.length)}</li>
              </Show>
            </ul>
          </section>
        )}
      </For>
    </Dialog>
  );
}
