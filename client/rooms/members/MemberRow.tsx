import { createSignal, Match, Show, Switch } from "solid-js";
import IconMore from "~icons/lucide/ellipsis";

import type { Room } from "../../../src/protocol/room";
import { PersonButton } from "../../friends/FriendList";
import { openProfile } from "../../friends/profile";
import { groups } from "../../i18n/groups/words";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Confirm } from "../../ui/Dialog";
import { Menu } from "../../ui/Menu";
import { createMemberActions } from "./actions";
import { isAbove, type ListedMember } from "./ranks";

interface MemberRowProps {
  room: Room;
  member: ListedMember;
  // A dialog was confirmed, and the row that had the focus may be gone.
  onSettled: () => void;
}

/** A member: pressing it opens their profile, and members of a higher rank can do more. */
export function MemberRow(props: MemberRowProps) {
  const chat = useChat();
  const actions = createMemberActions(
    () => props.room.id,
    () => props.member.id,
  );
  const [asked, setAsked] = createSignal<"remove" | "handOver">();
  const name = () => chat.users.nameOf(props.member.id);
  const mark = () => ({ owner: groups().owner, admin: groups().admin, member: "" })[props.member.role];

  async function remove(): Promise<void> {
    if (!(await actions.remove())) return;
    setAsked(undefined);
    props.onSettled();
  }

  async function handOver(): Promise<void> {
    if (!(await actions.handOver())) return;
    setAsked(undefined);
    props.onSettled();
  }

  const items = () => {
    const { role } = props.member;
    const mine = props.room.me?.role ?? "member";
    const ofOwner = [
      role === "admin"
        ? { label: groups().unmakeAdmin, onChoose: () => void actions.unmakeAdmin() }
        : { label: groups().makeAdmin, onChoose: () => void actions.makeAdmin() },
      { label: groups().handOver, onChoose: () => void setAsked("handOver") },
    ];
    const removal = {
      label: groups().remove,
      isDangerous: true,
      onChoose: () => void setAsked("remove"),
    };
    return [...(mine === "owner" ? ofOwner : []), ...(isAbove(mine, role) ? [removal] : [])];
  };

  return (
    <li class="member">
      <Show when={chat.users.find(props.member.id)}>
        {(user) => <PersonButton user={user()} onOpen={openProfile} />}
      </Show>
      <Show when={props.member.id === chat.me.id}>
        <span class="standing">{words.myself}</span>
      </Show>
      <Show when={mark()}>
        <span class="mark">{mark()}</span>
      </Show>
      <Show when={props.member.id !== chat.me.id && items().length > 0}>
        <Menu label={groups().memberMenu(name())} items={items()}>
          <IconMore aria-hidden="true" />
        </Menu>
      </Show>
      <p class="fault" role="alert">
        {asked() ? "" : actions.fault()}
      </p>
      <Switch>
        <Match when={asked() === "remove"}>
          <Confirm
            title={groups().removeTitle(name())}
            text={groups().removeText}
            action={groups().remove}
            fault={actions.fault()}
            isBusy={actions.isBusy()}
            onConfirm={() => void remove()}
            onClose={() => setAsked(undefined)}
          />
        </Match>
        <Match when={asked() === "handOver"}>
          <Confirm
            title={groups().handOverTitle(name())}
            text={groups().handOverText}
            action={groups().handOver}
            fault={actions.fault()}
            isBusy={actions.isBusy()}
            onConfirm={() => void handOver()}
            onClose={() => setAsked(undefined)}
          />
        </Match>
      </Switch>
    </li>
  );
}
