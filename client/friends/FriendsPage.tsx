import { createMemo, createSignal, lazy, onMount, Show } from "solid-js";
import IconAdd from "~icons/lucide/user-round-plus";

import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { Nothing } from "../rooms/RoomsPage";
import { Button, IconButton } from "../ui/Button";
import { SearchField } from "../ui/form/SearchField";
import { Soon } from "../ui/Later";
import { EmptyState, Loaded } from "../ui/States";
import { FriendList, PersonButton } from "./FriendList";
import { openProfile } from "./profile";
import { AddFriend } from "./search/AddFriend";
import { matches } from "./search/match";

const FriendMenu = lazy(() => import("./menu/FriendMenu").then((menu) => ({ default: menu.FriendMenu })));

export function FriendsPage() {
  const chat = useChat();
  const [isAdding, setAdding] = createSignal(false);
  let list!: HTMLElement;
  // No frame announces a friend's new picture, so each visit fetches the list again; the known one shows meanwhile.
  onMount(() => chat.isOpen() && void chat.friends.fetch());
  return (
    <>
      <main class="side" aria-label={words.friends}>
        <header class="bar">
          <h1 class="bar-title" tabIndex={-1}>
            {words.friends}
          </h1>
          <IconButton label={words.people.add} onClick={() => setAdding(true)}>
            <IconAdd aria-hidden="true" />
          </IconButton>
        </header>
        <div class="people" ref={(element) => (list = element)}>
          <PersonButton user={chat.myself()} prefix={`${words.me.title}, `} isLarge onOpen={openProfile} />
          <Loaded state={chat.friends.known.state} onRetry={() => void chat.friends.fetch()}>
            <Show
              when={chat.friends.known.list.length > 0}
              fallback={<NoFriends onAdd={() => setAdding(true)} />}
            >
              <Friends />
            </Show>
          </Loaded>
        </div>
        <Soon>
          <FriendMenu list={list} />
        </Soon>
        <Show when={isAdding()}>
          <AddFriend onClose={() => setAdding(false)} />
        </Show>
      </main>
      <Nothing />
    </>
  );
}

function NoFriends(props: { onAdd: () => void }) {
  return (
    <EmptyState title={words.people.none} hint={words.people.noneHint}>
      <Button kind="primary" onClick={() => props.onAdd()}>
        {words.people.add}
      </Button>
    </EmptyState>
  );
}

function Friends() {
  const chat = useChat();
  const [query, setQuery] = createSignal("");
  const found = createMemo(() => chat.friends.known.list.filter(({ user }) => matches(query(), user)));
  const idsOf = (favourite: boolean) =>
    found()
      .filter((one) => one.favourite === favourite)
      .map(({ user }) => user.id);
  const others = () => idsOf(false);
  return (
    <>
      <SearchField label={words.people.filter} onSearch={setQuery} />
      <FriendList title={words.people.favourites} ids={idsOf(true)} />
      <FriendList title={words.people.all(others().length)} ids={others()} />
      <Show when={found().length === 0}>
        <EmptyState title={words.people.noMatch} />
      </Show>
    </>
  );
}
