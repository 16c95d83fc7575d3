import { createUniqueId, For, Show } from "solid-js";

import type { User } from "../../../src/protocol/user";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Avatar } from "../../ui/Avatar";
import { ErrorState } from "../../ui/States";
import type { createReaders } from "./readers";

/** Who has not read it, and below who has. */
export function ReaderList(props: { from: ReturnType<typeof createReaders> }) {
  return (
    <Show
      when={props.from.readers()}
      fallback={
        <Show when={props.from.hasFailed()} fallback={<p class="readers-note">{words.loading}</p>}>
          <ErrorState onRetry={() => void props.from.load()} />
        </Show>
      }
    >
      {(readers) => (
        <>
          <People
            title={words.reading.notYet(readers().unreadCount)}
            users={readers().unread}
            of={readers().unreadCount}
          />
          <People
            title={words.reading.byNow(readers().readCount)}
            users={readers().read}
            of={readers().readCount}
          />
        </>
      )}
    </Show>
  );
}

/** `of` is how many there are: more than those who are named. */
function People(props: { title: string; users: User[]; of: number }) {
  const chat = useChat();
  const id = createUniqueId();
  const others = () => props.of - props.users.length;
  return (
    <Show when={props.of > 0}>
      <section class="readers-group" aria-labelledby={id}>
        <p class="readers-title" id={id}>
          {props.title}
        </p>
        <ul>
          <For each={props.users}>
            {(user) => (
              <li class="reader">
                <Avatar id={user.id} name={user.nickname} url={user.avatarUrl} />
                <bdi class="reader-name">{chat.users.nameOf(user.id)}</bdi>
              </li>
            )}
          </For>
          <Show when={others() > 0}>
            <li class="readers-note">{words.reading.andOthers(others(), props.users.length > 0)}</li>
          </Show>
        </ul>
      </section>
    </Show>
  );
}
