import { Show } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { api, ask } from "../../api";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Confirm } from "../../ui/Dialog";
import { createAct } from "../../ui/form/act";
import type { Members } from "../members/members";
import { heirOf } from "../members/ranks";
import { nameOf } from "../name";

/** Asks before leaving, and says what it means. Once the room is gone, RoomPane says so and goes back to the list. */
export function Leave(props: { room: Room; members: Members | undefined; onClose: () => void }) {
  const chat = useChat();
  const { isBusy, fault, act } = createAct();

  const text = (): string => {
    if (props.room.kind === "direct") return words.groups.leaveDirectText;
    if (props.room.memberCount === 1) return words.groups.lastOne;
    return props.room.visibility === "public" ? words.groups.leavePublicText : words.groups.leaveText;
  };

  /** Who will own my room. If not all members are loaded, only the server knows. */
  const heir = (): string => {
    const { list, cursor } = props.members?.known ?? { list: [], cursor: null };
    if (props.room.me?.role !== "owner" || props.room.memberCount === 1) return "";
    const next = cursor === null ? heirOf(list, chat.me.id) : undefined;
    return next ? words.groups.heir(chat.users.nameOf(next.id)) : words.groups.heirByRule;
  };

  function leave(): void {
    const { id } = props.room;
    void act(async () => {
      await ask(() => api.rooms({ id }).members({ userId: "me" }).delete());
      chat.rooms.remove(id);
    });
  }

  return (
    <Confirm
      title={words.groups.leaveTitle(nameOf(props.room, chat.users))}
      text={text()}
      action={props.room.kind === "direct" ? words.groups.leaveDirect : words.groups.leave}
      fault={fault()}
      isBusy={isBusy()}
      onConfirm={leave}
      onClose={props.onClose}
    >
      <Show when={heir()}>
        <p class="dialog-text">{heir()}</p>
      </Show>
    </Confirm>
  );
}
