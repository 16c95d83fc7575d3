import { createSignal, For, Match, Show, Switch } from "solid-js";

import type { User } from "../../src/protocol/user";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { announce } from "../ui/Announcer";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { textOf } from "../ui/form/form";
import { ErrorState, Skeleton } from "../ui/States";

/** Those whom I block, and the way back. */
export function BlockedPeople() {
  const chat = useChat();
  return (
    <Switch>
      <Match when={chat.friends.known.state === "loading"}>
        <Skeleton />
      </Match>
      <Match when={chat.friends.known.state === "failed"}>
        <ErrorState onRetry={() => void chat.friends.fetch()} />
      </Match>
      <Match when={chat.friends.known.state === "ready"}>
        <For
          each={chat.friends.known.blocked}
          fallback={<p class="setting-hint">{words.prefs.noneBlocked}</p>}
        >
          {(user) => <BlockedPerson user={user} />}
        </For>
      </Match>
    </Switch>
  );
}

function BlockedPerson(props: { user: User }) {
  const chat = useChat();
  const [isBusy, setBusy] = createSignal(false);
  const [fault, setFault] = createSignal("");
  const name = () => chat.users.nameOf(props.user.id);

  async function unblock(): Promise<void> {
    const freed = words.people.unblocked(name());
    setBusy(true);
    try {
      await chat.friends.unblock(props.user.id);
      announce(freed);
    } catch (error) {
      setFault(textOf(error));
      setBusy(false);
    }
  }

  return (
    <div class="setting">
      <Avatar id={props.user.id} name={name()} url={props.user.avatarUrl} />
      <span class="setting-text">
        {name()}
        <Show when={fault()}>
          <span class="fault" role="alert">
            {fault()}
          </span>
        </Show>
      </span>
      <Button aria-label={words.people.unblockThis(name())} isBusy={isBusy()} onClick={() => void unblock()}>
        {words.people.unblock}
      </Button>
    </div>
  );
}
