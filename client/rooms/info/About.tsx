import { createSignal, Show } from "solid-js";
import IconPencil from "~icons/lucide/pencil";

import type { Room } from "../../../src/protocol/room";
import { groups } from "../../i18n/groups/words";
import { words } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { RoomFace } from "../face/RoomFace";
import { ChangeRoom } from "./ChangeRoom";

/** A group's picture, title, topic and visibility; its owner and admins edit them here. */
export function About(props: { room: Room }) {
  const [isChanging, setChanging] = createSignal(false);
  const title = () => props.room.title ?? "";
  const mayChange = () => props.room.me?.role !== "member";
  return (
    <section class="info-about">
      <RoomFace room={props.room} />
      <p class="info-name" dir="auto">
        {title()}
      </p>
      <p class="standing">
        {words.groups.count(props.room.memberCount)} · {groups()[props.room.visibility]}
      </p>
      <Show when={props.room.topic}>
        <p class="info-topic" dir="auto">
          {props.room.topic}
        </p>
      </Show>
      <Show when={mayChange()}>
        <Button aria-haspopup="dialog" onClick={() => setChanging(true)}>
          <IconPencil aria-hidden="true" />
          {groups().change}
        </Button>
      </Show>
      <Show when={isChanging() && mayChange()}>
        <ChangeRoom room={props.room} onClose={() => setChanging(false)} />
      </Show>
    </section>
  );
}
