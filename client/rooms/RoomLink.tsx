import { Show } from "solid-js";
import IconMuted from "~icons/lucide/bell-off";
import IconStar from "~icons/lucide/star";

import type { Room } from "../../src/protocol/room";
import { momentInFullOf, momentOf, words } from "../i18n/words";
import { useChat } from "../live/chat";
import { Badge, Dot } from "../ui/Badge";
import { RoomFace } from "./face/RoomFace";
import { RoomPreview } from "./list/RoomPreview";
import { nameOf } from "./name";

/** A room in a list. Its name comes first, because it is the start of the link's accessible name. */
export function RoomLink(props: { room: Room; isOpened: boolean }) {
  const chat = useChat();
  const name = () => nameOf(props.room, chat.users);
  const unread = () => props.room.me?.unread ?? 0;
  const isOnline = () => chat.friends.isOnline(props.room.peer?.id ?? "");
  const isMentioned = () => (props.room.me?.mention ?? 0) > (props.room.me?.cursor ?? 0);
  const isMuted = () => props.room.me?.notify === "none";
  return (
    <a class="room" href={`/rooms/${props.room.id}`} aria-current={props.isOpened ? "page" : undefined}>
      <RoomFace room={props.room} isOnline={isOnline()} />
      <span class="room-head">
        <span class="room-name" dir="auto" translate="no">
          {name()}
        </span>
        <Show when={isOnline()}>
          <span class="unseen">{words.online}</span>
        </Show>
        <Show when={props.room.kind === "group"}>
          <span class="room-count" translate="no">
            {props.room.memberCount}
          </span>
        </Show>
        <Show when={props.room.me?.favourite}>
          <span class="room-mark favourite" role="img" aria-label={words.favourite}>
            <IconStar aria-hidden="true" />
          </span>
        </Show>
        <Show when={isMuted()}>
          <span class="room-mark" role="img" aria-label={words.groups.isMuted}>
            <IconMuted aria-hidden="true" />
          </span>
        </Show>
      </span>
      <Show when={props.room.lastMessage}>
        {(last) => (
          <time class="room-time" translate="no" data-at={last().at} title={momentInFullOf(last().at)}>
            {momentOf(last().at)}
          </time>
        )}
      </Show>
      <RoomPreview room={props.room} isOpened={props.isOpened} />
      <Show
        when={unread() > 0}
        fallback={props.room.me?.markedUnread && <Dot label={words.groups.isMarked} isMuted={isMuted()} />}
      >
        <Badge count={unread()} isMuted={isMuted()} isMention={isMentioned()} />
      </Show>
    </a>
  );
}
