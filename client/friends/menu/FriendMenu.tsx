import { createEffect, createSignal, on, onMount, Show } from "solid-js";

import type { User } from "../../../src/protocol/user";
import { profiles } from "../../i18n/profiles/words";
import { words } from "../../i18n/words";
import { attachRoving } from "../../keyboard/lists/roving";
import { useChat } from "../../live/chat";
import { openMenu } from "../../menus/opened";
import { attachMenu } from "../../menus/trigger";
import { announce } from "../../ui/Announcer";
import { Confirm } from "../../ui/Dialog";
import type { MenuItem } from "../../ui/Menu";
import { createActions } from "../actions";
import { openProfile } from "../profile";

/** The menu of the friends in a list of buttons, each with the friend's id as `data-person`, and its keys. */
export function FriendMenu(props: { list: HTMLElement }) {
  const chat = useChat();
  const [chosen, setChosen] = createSignal<User>();
  const [isBlocking, setBlocking] = createSignal(false);
  const actions = createActions(() => chosen() ?? chat.me);
  // In the question before blocking, the fault is shown there.
  createEffect(on(actions.fault, (text) => text && !isBlocking() && announce(text)));

  function itemsOf(user: User): MenuItem[] {
    const isFavourite = chat.friends.find(user.id)?.favourite ?? false;
    const item = (label: string, act: () => unknown, isDangerous = false): MenuItem => ({
      label,
      isDangerous,
      onChoose: () => {
        setChosen(user);
        act();
      },
    });
    return [
      item(profiles().chat, actions.talk),
      item(words.menus.profile, () => openProfile(user.id)),
      item(isFavourite ? words.menus.room.unfavour : words.menus.room.favour, () =>
        actions.favour(!isFavourite),
      ),
      item(profiles().block, () => setBlocking(true), true),
      item(profiles().remove, actions.remove, true),
    ];
  }

  onMount(() => {
    attachRoving(props.list, "button.person");
    attachMenu(props.list, {
      items: "[data-person]",
      open: ({ item, at, isTouch }) => {
        const user = chat.users.find(item.dataset["person"] ?? "");
        if (!user || !chat.friends.find(user.id)) return false;
        const label = words.menus.ofFriend(chat.users.nameOf(user.id));
        openMenu({ label, items: itemsOf(user), about: item, at, isTouch });
        return true;
      },
    });
  });

  const block = async () => {
    if (await actions.block()) setBlocking(false);
  };

  return (
    <Show when={isBlocking() && chosen()}>
      {(user) => (
        <Confirm
          title={profiles().blockTitle(chat.users.nameOf(user().id))}
          text={profiles().blockText}
          action={profiles().block}
          fault={actions.fault()}
          isBusy={actions.isBusy()}
          onConfirm={() => void block()}
          onClose={() => setBlocking(false)}
        />
      )}
    </Show>
  );
}
