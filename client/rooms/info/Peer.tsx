import { createSignal, Show } from "solid-js";
import IconGroup from "~icons/lucide/users-round";

import { PersonButton } from "../../friends/FriendList";
import { openProfile } from "../../friends/profile";
import { groups } from "../../i18n/groups/words";
import { useChat } from "../../live/chat";
import { Button } from "../../ui/Button";
import { NewGroup } from "../NewGroup";

/** The other person of a 1:1. Adding people creates a new group: what the two wrote stays between them. */
export function Peer(props: { userId: string }) {
  const chat = useChat();
  const [isMaking, setMaking] = createSignal(false);
  const peer = () => chat.users.find(props.userId);
  return (
    <section class="info-peer">
      <Show when={peer()}>{(user) => <PersonButton user={user()} isLarge onOpen={openProfile} />}</Show>
      <Show when={peer() && !peer()?.deleted && props.userId !== chat.me.id}>
        <Button aria-haspopup="dialog" onClick={() => setMaking(true)}>
          <IconGroup aria-hidden="true" />
          {groups().makeWith(chat.users.nameOf(props.userId))}
        </Button>
      </Show>
      <Show when={isMaking()}>
        <NewGroup initialIds={[props.userId]} onClose={() => setMaking(false)} />
      </Show>
    </section>
  );
}
