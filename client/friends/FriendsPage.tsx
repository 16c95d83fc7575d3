import { createMemo, createSignal, Show } from "solid-js";
import IconAdd from "~icons/lucide/user-round-plus";

import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { FriendMenu } from "../shell/extras/extras";
import { Side } from "../shell/pane/Side";
import { IconButton } from "../ui/Button";
import { SearchField } from "../ui/form/SearchField";
import { Extra, Later } from "../ui/later/Later";
import { EmptyState, Loaded } from "../ui/States";
import { SelfChat } from "../users/SelfChat";
import { FriendList, PersonButton } from "./FriendList";
import { createSteps } from "./newcomer/done";
import { AddFriend, FirstSteps } from "./newcomer/later";
import { isNew } from "./newcomer/steps";
import { openProfile } from "./profile";
import { matchesFriend } from "./search/match";

export function FriendsPage() {
  const chat = useChat();
  const [isAdding, setAdding] = createSignal(false);
  const done = createSteps();
  const hasFriends = () => chat.friends.known.list.length > 0;
  let list!: HTMLElement;
  return (
    <Side label={words.friends}>
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
        <SelfChat />
        <Loaded state={chat.friends.known.state} onRetry={() => void chat.friends.fetch()}>
          <Show when={chat.rooms.isLoaded() && isNew(done())}>
            <Later>
              <FirstSteps title={hasFriends() ? undefined : words.people.none} done={done()} />
            </Later>
          </Show>
          <Show when={hasFriends()}>
            <Friends />
          </Show>
        </Loaded>
      </div>
      <Extra>
        <FriendMenu list={list} />
      </Extra>
      <Show when={isAdding()}>
        <Later onFailed={() => setAdding(false)}>
          <AddFriend onClose={() => setAdding(false)} />
        </Later>
      </Show>
    </Side>
  );
}

function Friends() {
  const chat = useChat();
  const [query, setQuery] = createSignal("");
  const found = createMemo(() => chat.friends.known.list.filter((friend) => matchesFriend(query(), friend)));
  const idsOf = (favourite: boolean) =>
    found()
      .filter((one) => one.favourite === favourite)
      .map(({ user }) => user.id);
  return (
    <>
      <SearchField label={words.people.filter} onSearch={setQuery} />
      <FriendList title={words.people.favourites} ids={idsOf(true)} />
      <FriendList title={words.people.all(found().length)} ids={idsOf(false)} />
      <Show when={found().length === 0}>
        <EmptyState title={words.people.noMatch} />
      </Show>
    </>
  );
}
