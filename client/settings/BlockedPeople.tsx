import { For, Show } from "solid-js";

import type { User } from "../../src/protocol/user";
import { profiles } from "../i18n/profiles/words";
import { prefs } from "../i18n/settings/words";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { Avatar } from "../ui/Avatar";
import { Button } from "../ui/Button";
import { createAct } from "../ui/form/act";
import { Loaded } from "../ui/States";

/** The people I block, and how to unblock them. */
export function BlockedPeople() {
  const chat = useChat();
  return (
    <Loaded state={chat.friends.known.state} onRetry={() => void chat.friends.fetch()}>
      <For each={chat.friends.known.blocked} fallback={<p class="setting-hint">{prefs().noneBlocked}</p>}>
        {(user) => <BlockedPerson user={user} />}
      </For>
    </Loaded>
  );
}

function BlockedPerson(props: { user: User }) {
  const chat = useChat();
  const { isBusy, fault, act } = createAct();
  const name = () => chat.users.nameOf(props.user.id);

  function unblock(): void {
    const { id } = props.user;
    void act(() => chat.friends.unblock(id), words.people.unblocked(name()));
  }

  return (
    <div class="setting">
      <Avatar id={props.user.id} name={name()} url={chat.users.find(props.user.id)?.avatarUrl} />
      <span class="setting-text">
        {name()}
        <Show when={fault()}>
          <span class="fault" role="alert">
            {fault()}
          </span>
        </Show>
      </span>
      <Button aria-label={profiles().unblockThis(name())} isBusy={isBusy()} onClick={unblock}>
        {profiles().unblock}
      </Button>
    </div>
  );
}
