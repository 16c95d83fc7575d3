import { A } from "@solidjs/router";
import { createSignal, For, lazy, Show } from "solid-js";
import IconMuted from "~icons/lucide/bell-off";
import IconGroup from "~icons/lucide/message-circle-plus";
import IconStar from "~icons/lucide/star";

import type { Room } from "../../src/protocol/room";
import { momentInFullOf, momentOf, words } from "../i18n/words";
import { useChat } from "../live/chat";
import { previewOf } from "../messages/event";
import { Avatar } from "../ui/Avatar";
import { Badge, Dot } from "../ui/Badge";
import { IconButton } from "../ui/Button";
import { Later } from "../ui/Later";
import { EmptyState, Skeleton } from "../ui/States";
import { nameOf } from "./name";

const NewGroup = lazy(() => import("./NewGroup").then((group) => ({ default: group.NewGroup })));

export function RoomList(props: { openedId: string | undefined }) {
  const chat = useChat();
  const [isMaking, setMaking] = createSignal(false);
  const close = () => setMaking(false);
  const isEmpty = () => chat.rooms.sorted().length === 0;
  return (
    <section class="side" role={props.openedId ? "region" : "main"} aria-label={words.chats}>
      <header class="bar">
        <h1 class="bar-title" tabIndex={-1}>
          {words.chats}
        </h1>
        <IconButton label={words.groups.make} aria-haspopup="dialog" onClick={() => setMaking(true)}>
          <IconGroup aria-hidden="true" />
        </IconButton>
      </header>
      <nav class="rooms" aria-label={words.rooms}>
        <For each={chat.rooms.sorted()}>{(room) => <RoomLink room={room} />}</For>
        <Show when={isEmpty()}>
          <Show when={chat.rooms.isLoaded()} fallback={<Skeleton />}>
            <EmptyState title={words.noRooms} hint={words.noRoomsHint}>
              <A class="button primary" href="/friends">
                {words.toFriends}
              </A>
            </EmptyState>
          </Show>
        </Show>
      </nav>
      <Show when={isMaking()}>
        <Later onFailed={close}>
          <NewGroup onClose={close} />
        </Later>
      </Show>
    </section>
  );
}

// The name comes first, because it is the start of the link's accessible name.
function RoomLink(props: { room: Room }) {
  const chat = useChat();
  const name = () => nameOf(props.room, chat.users);
  const face = () => (props.room.peer ? chat.users.find(props.room.peer.id)?.avatarUrl : props.room.imageUrl);
  const unread = () => props.room.me?.unread ?? 0;
  const isOnline = () => chat.friends.isOnline(props.room.peer?.id ?? "");
  const isMuted = () => props.room.me?.notify === "none";
  return (
    <A class="room" href={`/rooms/${props.room.id}`}>
      <Avatar id={props.room.peer?.id ?? props.room.id} name={name()} url={face()} isOnline={isOnline()} />
      <span class="room-head">
        <span class="room-name">{name()}</span>
        <Show when={isOnline()}>
          <span class="unseen">{words.online}</span>
        </Show>
        <Show when={props.room.kind === "group"}>
          <span class="room-count">{props.room.memberCount}</span>
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
          <>
            <time class="room-time" data-at={last().at} title={momentInFullOf(last().at)}>
              {momentOf(last().at)}
            </time>
            <span class="room-last">{previewOf(last(), chat.users)}</span>
          </>
        )}
      </Show>
      <Show
        when={unread() > 0}
        fallback={props.room.me?.markedUnread && <Dot label={words.groups.isMarked} isMuted={isMuted()} />}
      >
        <Badge count={unread()} isMuted={isMuted()} />
      </Show>
    </A>
  );
}
