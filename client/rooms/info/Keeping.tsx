import { useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { groups } from "../../i18n/groups/words";
import { words } from "../../i18n/words";
import { NotifyChoice } from "../../push/rooms/NotifyChoice";
import { goBackToList } from "../../shell/history/trail";
import { closeRoom } from "../../shell/pane/opened";
import { announce } from "../../ui/Announcer";
import { textOf } from "../../ui/form/form";
import { Switch } from "../../ui/form/Switch";
import type { Members } from "../members/members";
import { createKeep } from "./keep";
import { Leave } from "./Leave";

/** My own settings of a room, on all my devices, and the way to leave it. */
export function Keeping(props: { room: Room; members?: Members }) {
  const navigate = useNavigate();
  const { fault, keep, save } = createKeep(() => props.room);
  const [isLeaving, setLeaving] = createSignal(false);
  const isDirect = () => props.room.kind === "direct";

  // Away from the room first: an open room counts as read.
  function markUnread(): void {
    const { id } = props.room;
    closeRoom();
    if (!goBackToList()) navigate("/rooms", { replace: true });
    save(id, { markedUnread: true }).catch((error: unknown) => announce(textOf(error)));
  }

  return (
    <section class="card">
      <NotifyChoice
        notify={props.room.me?.notify ?? "all"}
        notifyUntil={props.room.me?.notifyUntil ?? null}
        onChoose={keep}
      />
      <Switch
        label={words.favourite}
        isOn={props.room.me?.favourite ?? false}
        onChange={(favourite) => keep({ favourite })}
      />
      <p class="fault" role="alert">
        {fault()}
      </p>
      <button class="setting setting-press" type="button" onClick={markUnread}>
        {groups().markUnread}
      </button>
      <button
        class="setting setting-press danger"
        type="button"
        aria-haspopup="dialog"
        onClick={() => setLeaving(true)}
      >
        {isDirect() ? groups().leaveDirect : groups().leave}
      </button>
      <Show when={isLeaving()}>
        <Leave room={props.room} members={props.members} onClose={() => setLeaving(false)} />
      </Show>
    </section>
  );
}
