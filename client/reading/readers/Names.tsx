import { createMemo, Show } from "solid-js";

import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Avatar } from "../../ui/Avatar";
import { Chunks } from "../../ui/rows/Chunks";
import type { ListName, MessageReaders } from "./fetch";
import { PAGE } from "./readers";

const collator = new Intl.Collator("ko");

export const titleOf = (list: ListName, readers: MessageReaders): string =>
  list === "read" ? words.reading.byNow(readers.readCount) : words.reading.notYet(readers.unreadCount);

/** One of the two lists, and how many are in it besides those who are named. */
export function Names(props: { list: ListName; readers: MessageReaders; isGrowing?: boolean }) {
  const chat = useChat();
  const named = () => props.readers[props.list];
  const others = () => props.readers[`${props.list}Count`] - named().length;
  // By name if they fit on one page; of thousands, rows must not move while one scrolls.
  const ids = createMemo(() => {
    const all = named().map(({ id }) => id);
    const isShort = props.readers.next[props.list] === null && all.length <= PAGE;
    return isShort ? all.sort((a, b) => collator.compare(chat.users.nameOf(a), chat.users.nameOf(b))) : all;
  });
  return (
    // By roles, because chunks may stand between them.
    <div role="list">
      <Chunks rows={ids()}>
        {(id) => (
          <div class="reader" role="listitem">
            <Avatar id={id} name={chat.users.nameOf(id)} url={chat.users.find(id)?.avatarUrl ?? null} />
            <bdi class="reader-name">{chat.users.nameOf(id)}</bdi>
          </div>
        )}
      </Chunks>
      <Show when={others() > 0 && !props.isGrowing}>
        <p class="readers-note" role="listitem">
          {words.reading.andOthers(others(), named().length > 0)}
        </p>
      </Show>
    </div>
  );
}
