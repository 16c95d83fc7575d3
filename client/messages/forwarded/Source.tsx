import { Show } from "solid-js";

import { useChat } from "../../live/chat";
import { nameOf } from "../../rooms/name";
import { changing } from "../changes/words";
import { sourceOf } from "./sources";

/**
 * Where a message was forwarded from: the room's name for those who may see that room, and a link for its members. To all
 * others it is just a message that was forwarded.
 */
export function Source(props: { roomId: string }) {
  const chat = useChat();
  const text = () => {
    const room = sourceOf(chat, props.roomId);
    const name = room && nameOf(room, chat.users);
    if (!name) return changing().isForwarded;
    return room.peer && room.peer.id !== chat.me.id
      ? changing().forwardedFromPeer(name)
      : changing().forwardedFrom(name);
  };
  return (
    <Show when={chat.rooms.find(props.roomId)} fallback={<span dir="auto">{text()}</span>}>
      <a href={`/rooms/${props.roomId}`} dir="auto">
        {text()}
      </a>
    </Show>
  );
}
