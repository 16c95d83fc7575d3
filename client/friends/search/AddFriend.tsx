import { For, Match, Show, Switch } from "solid-js";

import type { User } from "../../../src/protocol/user";
import { profiles } from "../../i18n/profiles/words";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { createReadOut } from "../../ui/Announcer";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { createAct } from "../../ui/form/act";
import { SearchField } from "../../ui/form/SearchField";
import { EmptyState, ErrorState, Skeleton } from "../../ui/States";
import { Person } from "../FriendList";
import { createSearch } from "./search";

/** Finds people by name, on the server, and adds them. */
export function AddFriend(props: { onClose: () => void }) {
  const chat = useChat();
  const search = createSearch(chat.users.learn);
  createReadOut(() => (search.state() === "found" ? profiles().found(search.users().length) : ""));
  return (
    <Dialog title={words.people.add} onClose={props.onClose}>
      <SearchField label={profiles().searchPeople} isFirst onSearch={search.setQuery} />
      <div class="found">
        <Switch fallback={<p class="dialog-text">{profiles().searchHint}</p>}>
          <Match when={search.state() === "looking"}>
            <Skeleton />
          </Match>
          <Match when={search.state() === "failed"}>
            <ErrorState onRetry={search.retry} />
          </Match>
          <Match when={search.state() === "found" && search.users().length === 0}>
            <EmptyState title={profiles().nobody} />
          </Match>
          <Match when={search.state() === "found"}>
            <ul class="people-list">
              <For each={search.users()}>{(user) => <FoundPerson user={user} />}</For>
            </ul>
            <Show when={search.hasMore()}>
              <Button kind="quiet" onClick={search.more}>
                {profiles().moreFound}
              </Button>
            </Show>
          </Match>
        </Switch>
      </div>
    </Dialog>
  );
}

function FoundPerson(props: { user: User }) {
  const chat = useChat();
  const { isBusy, fault, act } = createAct();
  const relation = (): string | undefined => {
    const { id } = props.user;
    if (id === chat.me.id) return profiles().isMe;
    if (chat.friends.find(id)) return profiles().isFriend;
    return chat.friends.isBlocked(id) ? profiles().isBlocked : undefined;
  };

  function add(): void {
    const { user } = props;
    void act(() => chat.friends.add(user), words.people.added(user.nickname));
  }

  return (
    <li class="person">
      <Person user={props.user} />
      <Show
        when={relation()}
        fallback={
          <Button aria-label={profiles().addThis(props.user.nickname)} isBusy={isBusy()} onClick={add}>
            {profiles().addShort}
          </Button>
        }
      >
        {(text) => <span class="standing">{text()}</span>}
      </Show>
      <Show when={fault()}>
        <p class="fault" role="alert">
          {fault()}
        </p>
      </Show>
    </li>
  );
}
