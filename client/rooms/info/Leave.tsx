import { Show } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { api, ask } from "../../api";
import { groups } from "../../i18n/groups/words";
import { useChat } from "../../live/chat";
import { Confirm } from "../../ui/Dialog";
import { createAct } from "../../ui/form/act";
import { setLeavingId } from "../lost/lost";
import type { Members } from "../members/members";
import { heirOf } from "../members/ranks";
import { isSelfChat, nameOf } from "../name";

/** Asks before leaving, and says what it means. Once the room is gone, `createLost` says so and goes back to the list. */
export function Leave(props: { room: Room; members: Members | undefined; onClose: () => void }) {
  const chat = useChat();
  const { isBusy, fault, act } = createAct();

  const text = (): string => {
    if (isSelfChat(props.room, chat.me.id)) return groups().leaveSelfText;
    if (props.room.kind === "direct") return groups().leaveDirectText;
    if (props.room.memberCount === 1) return groups().lastOne;
    return props.room.visibility === "public" ? groups().leavePublicText : groups().leaveText;
  };

  /** Who will own my room. If not all members are loaded, only the server knows. */
  const heir = (): string => {
    const { list, cursor } = props.members?.known ?? { list: [], cursor: null };
    if (props.room.me?.role !== "owner" || props.room.memberCount === 1) return "";
    const next = cursor === null ? heirOf(list, chat.me.id) : undefined;
    return next ? groups().heir(chat.users.nameOf(next.id)) : groups().heirByRule;
  };

  function leave(): void {
    const { id } = props.room;
    void act(async () => {
      // The frame that it is gone may come before the answer.
      setLeavingId(id);
      try {
        await ask(() => api.rooms({ id }).members({ userId: "me" }).delete());
        chat.rooms.remove(id);
      } finally {
        setLeavingId(undefined);
      }
    });
  }

  return (
    <Confirm
      title={groups().leaveTitle(nameOf(props.room, chat.users))}
      text={text()}
      action={props.room.kind === "direct" ? groups().leaveDirect : groups().leave}
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
