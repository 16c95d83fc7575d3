import { useNavigate } from "@solidjs/router";
import { createEffect, createSignal, on, onMount, Show } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { groups } from "../../i18n/groups/words";
import { pushing } from "../../i18n/push/words";
import { words } from "../../i18n/words";
import { attachRoving } from "../../keyboard/lists/roving";
import { useChat } from "../../live/chat";
import { openMenu } from "../../menus/opened";
import { attachMenu } from "../../menus/trigger";
import { whenOf } from "../../push/rooms/inWords";
import { type MuteTime, nextMorning, untilOf } from "../../push/rooms/until";
import { closeRoom } from "../../shell/pane/opened";
import { announce } from "../../ui/Announcer";
import { textOf } from "../../ui/form/form";
import { Later } from "../../ui/later/Later";
import { lazily } from "../../ui/later/lazily";
import type { MenuItem } from "../../ui/Menu";
import { createKeep } from "../info/keep";
import { nameOf } from "../name";
import { choicesOf, type RoomChoice } from "./choices";

const ROOMS = "a.room";

const Leave = lazily(() => import("../info/Leave").then(({ Leave: it }) => it));

/** The menu of the rooms in a list of links, and its keys. */
export function RoomMenu(props: { list: HTMLElement }) {
  const chat = useChat();
  const navigate = useNavigate();
  const [leaving, setLeaving] = createSignal<string>();
  const [changed, setChanged] = createSignal("");
  const { fault, keep, save } = createKeep(() => chat.rooms.find(changed())!);
  // A room that was removed meanwhile has nothing to leave.
  const leavingRoom = () => chat.rooms.find(leaving() ?? "");
  const close = () => setLeaving(undefined);
  createEffect(on(fault, (text) => text && announce(text)));

  const actions: Record<RoomChoice, (room: Room) => void> = {
    open: ({ id }) => navigate(`/rooms/${id}`),
    mute: (room) => mute(room, "always"),
    muteHour: (room) => mute(room, "hour"),
    muteMorning: (room) => mute(room, "morning"),
    unmute: (room) => change(room, { notify: "all", notifyUntil: null }),
    favour: (room) => change(room, { favourite: true }),
    unfavour: (room) => change(room, { favourite: false }),
    markRead: ({ id, head }) => chat.read(id, head),
    markUnread: ({ id }) => markUnread(id),
    leave: ({ id }) => void setLeaving(id),
  };

  const mute = (room: Room, time: MuteTime): void =>
    change(room, { notify: "none", notifyUntil: untilOf(time, Date.now()) });

  function change({ id }: Room, own: Parameters<typeof keep>[0]): void {
    setChanged(id);
    keep(own);
  }

  // Away from the room first: an open room counts as read.
  function markUnread(id: string): void {
    if (chat.messages.onScreen() === id) {
      closeRoom();
      if (location.pathname === `/rooms/${id}`) navigate("/rooms");
    }
    save(id, { markedUnread: true }).catch((error: unknown) => announce(textOf(error)));
  }

  const itemsOf = (room: Room): MenuItem[] =>
    choicesOf(room).map((choice) => ({
      label: labelOf(choice, room),
      isDangerous: choice === "leave",
      // As it is then: menus stay open for a while.
      onChoose: () => actions[choice](chat.rooms.find(room.id) ?? room),
    }));

  onMount(() => {
    attachRoving(props.list, ROOMS);
    attachMenu(props.list, {
      items: ROOMS,
      open: ({ item, at, isTouch }) => {
        const room = chat.rooms.find(item.getAttribute("href")?.split("/").at(-1) ?? "");
        if (!room) return false;
        const label = words.menus.ofRoom(nameOf(room, chat.users));
        openMenu({ label, items: itemsOf(room), about: item, at, isTouch });
        return true;
      },
    });
  });

  return (
    <Show when={leavingRoom()}>
      {(room) => (
        <Later onFailed={close}>
          <Leave room={room()} members={undefined} onClose={close} />
        </Later>
      )}
    </Show>
  );
}

function labelOf(choice: RoomChoice, { kind }: Room): string {
  if (choice === "muteHour") return pushing().until.muteHour;
  if (choice === "muteMorning") return pushing().until.muteMorning(whenOf(nextMorning(Date.now())));
  return choice === "leave" && kind === "direct" ? groups().leaveDirect : words.menus.room[choice];
}
