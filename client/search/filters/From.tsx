import { createSignal, For, untrack } from "solid-js";

import { useChat } from "../../live/chat";
import { Avatar } from "../../ui/Avatar";
import { SearchField } from "../../ui/form/SearchField";
import { searching } from "../words";
import { createAuthors } from "./people";

/** Chooses whose messages are looked for. */
export function From(props: { roomId: string | undefined; onChoose: (userId: string) => void }) {
  const chat = useChat();
  const [query, setQuery] = createSignal("");
  const authors = createAuthors(
    untrack(() => props.roomId),
    query,
  );

  function search(text: string): void {
    setQuery(text);
    authors.setQuery(text);
  }

  return (
    <div role="group" aria-label={searching().from}>
      <p class="finding-label">{searching().from}</p>
      <SearchField label={searching().findPerson} onSearch={search} />
      <ul class="finding-people">
        <For each={authors.ids()} fallback={<li class="dialog-text">{searching().nobody}</li>}>
          {(id) => (
            <li>
              <button class="chip" type="button" onClick={() => props.onChoose(id)}>
                <Avatar id={id} name={chat.users.nameOf(id)} url={chat.users.find(id)?.avatarUrl} />
                <span dir="auto" translate="no">
                  {chat.users.nameOf(id)}
                </span>
              </button>
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}
