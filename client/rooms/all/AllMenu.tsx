import { createSignal, Show } from "solid-js";
import IconMore from "~icons/lucide/ellipsis-vertical";

import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Later } from "../../ui/later/Later";
import { lazily } from "../../ui/later/lazily";
import { Menu, type MenuItem } from "../../ui/Menu";
import { isUnread } from "./unread";

const ReadAll = lazily(() => import("./ReadAll").then(({ ReadAll: it }) => it));
const MentionList = lazily(async () => {
  const [{ MentionList: it }] = await Promise.all([
    import("../../messages/mentions/list/MentionList"),
    import("../../styles/search.css"),
  ]);
  return it;
});

/** Over the list of rooms: what concerns all of them. */
export function AllMenu() {
  const chat = useChat();
  const [opened, setOpened] = createSignal<"mentions" | "reading">();
  const close = (): void => setOpened(undefined);
  const mentioned = () =>
    chat.rooms.sorted().filter(({ me }) => me?.mention && me.mention > me.cursor).length;
  const items = (): MenuItem[] => [
    { label: words.list.mentions(mentioned()), onChoose: () => void setOpened("mentions") },
    ...(chat.rooms.sorted().some(isUnread)
      ? [{ label: words.list.readAll, onChoose: () => void setOpened("reading") }]
      : []),
  ];
  return (
    <>
      <Menu label={words.more} items={items()}>
        <IconMore aria-hidden="true" />
      </Menu>
      <Show when={opened()} keyed>
        {(which) => (
          <Later onFailed={close}>
            {which === "mentions" ? <MentionList onClose={close} /> : <ReadAll onClose={close} />}
          </Later>
        )}
      </Show>
    </>
  );
}
