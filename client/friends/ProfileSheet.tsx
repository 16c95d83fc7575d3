import { createSignal, Match, Show, Switch } from "solid-js";
import IconMore from "~icons/lucide/ellipsis";
import IconChat from "~icons/lucide/message-circle";
import IconStar from "~icons/lucide/star";
import IconAdd from "~icons/lucide/user-round-plus";

import type { User } from "../../src/protocol/user";
import { profiles } from "../i18n/profiles/words";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { Avatar } from "../ui/Avatar";
import { Button, IconButton } from "../ui/Button";
import { Confirm, Dialog } from "../ui/Dialog";
import { Menu } from "../ui/Menu";
import { MyProfile } from "../users/MyProfile";
import { createActions } from "./actions";
import { Rename } from "./alias/Rename";
import { closeProfile } from "./profile";

/** A profile over the current page. I edit my own here. */
export function ProfileSheet(props: { userId: string }) {
  const chat = useChat();
  return (
    <Switch>
      <Match when={props.userId === chat.me.id}>
        <MyProfile onClose={closeProfile} />
      </Match>
      <Match when={chat.users.find(props.userId)}>
        {(user) => (
          <Dialog
            title={profiles().profile(chat.users.nameOf(props.userId))}
            hasHiddenTitle
            onClose={closeProfile}
          >
            <Profile user={user()} />
          </Dialog>
        )}
      </Match>
    </Switch>
  );
}

function Profile(props: { user: User }) {
  const chat = useChat();
  const name = () => chat.users.nameOf(props.user.id);
  const isOnline = () => chat.friends.isOnline(props.user.id);
  return (
    <div class="profile">
      <Avatar id={props.user.id} name={name()} url={props.user.avatarUrl} isOnline={isOnline()} />
      <p class="profile-name">{name()}</p>
      <Show when={isOnline()}>
        <p class="unseen">{words.online}</p>
      </Show>
      <Show when={!props.user.deleted}>
        <Show when={chat.users.aliasOf(props.user.id)}>
          <p class="profile-username">{profiles().ownNickname(props.user.nickname)}</p>
        </Show>
        <p class="profile-username">@{props.user.username}</p>
        <Show when={props.user.status}>
          <p class="profile-status" dir="auto">
            {props.user.status}
          </p>
        </Show>
        <Show when={props.user.intro}>
          <p class="profile-intro" dir="auto">
            {props.user.intro}
          </p>
        </Show>
        <Actions user={props.user} />
      </Show>
    </div>
  );
}

function Actions(props: { user: User }) {
  const chat = useChat();
  const actions = createActions(() => props.user);
  const [asked, setAsked] = createSignal<"block" | "rename">();
  const close = () => setAsked(undefined);
  const friend = () => chat.friends.find(props.user.id);
  const ofFriend = () => [
    { label: profiles().rename, onChoose: () => void setAsked("rename") },
    { label: profiles().remove, onChoose: () => void actions.remove() },
  ];
  const items = () => [
    ...(friend() ? ofFriend() : []),
    { label: profiles().block, isDangerous: true, onChoose: () => void setAsked("block") },
  ];
  const block = async () => {
    if (await actions.block()) close();
  };

  return (
    <>
      <Show
        when={!chat.friends.isBlocked(props.user.id)}
        fallback={<Blocked isBusy={actions.isBusy()} onUnblock={() => void actions.unblock()} />}
      >
        <div class="profile-actions">
          <Button kind="primary" isBusy={actions.isBusy()} onClick={() => void actions.talk()}>
            <IconChat aria-hidden="true" />
            {profiles().chat}
          </Button>
          <Show
            when={friend()}
            fallback={
              <Button onClick={() => void actions.add()}>
                <IconAdd aria-hidden="true" />
                {words.people.add}
              </Button>
            }
          >
            {(one) => (
              <IconButton
                label={words.favourite}
                aria-pressed={one().favourite}
                onClick={() => void actions.favour(!one().favourite)}
              >
                <IconStar aria-hidden="true" />
              </IconButton>
            )}
          </Show>
          <Menu label={words.more} items={items()}>
            <IconMore aria-hidden="true" />
          </Menu>
        </div>
      </Show>
      <p class="fault" role="alert">
        {asked() ? "" : actions.fault()}
      </p>
      <Show when={asked() === "rename"}>
        <Rename user={props.user} onClose={close} />
      </Show>
      <Show when={asked() === "block"}>
        <Confirm
          title={profiles().blockTitle(chat.users.nameOf(props.user.id))}
          text={profiles().blockText}
          action={profiles().block}
          fault={actions.fault()}
          isBusy={actions.isBusy()}
          onConfirm={() => void block()}
          onClose={close}
        />
      </Show>
    </>
  );
}

function Blocked(props: { isBusy: boolean; onUnblock: () => void }) {
  return (
    <>
      <p class="standing">{profiles().isBlocked}</p>
      <div class="profile-actions">
        <Button isBusy={props.isBusy} onClick={() => props.onUnblock()}>
          {profiles().unblock}
        </Button>
      </div>
    </>
  );
}
