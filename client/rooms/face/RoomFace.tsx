import { For, Show } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import type { User } from "../../../src/protocol/user";
import { useChat } from "../../live/chat";
import { Avatar } from "../../ui/Avatar";
import { nameOf } from "../name";

// More would be too small to tell apart.
const MOST = 4;

interface RoomFaceProps {
  /** A server that does not send `faces` leaves a group its first letter. */
  room: Room & { faces?: User[] };
  isOnline?: boolean;
}

/** The face of a 1:1 is the other person's. A group has its picture, else two to four of its members. */
export function RoomFace(props: RoomFaceProps) {
  const chat = useChat();
  const peer = () => props.room.peer;
  const url = () => (peer() ? chat.users.find(peer()!.id)?.avatarUrl : props.room.imageUrl);
  const faces = () => (peer() || url() ? [] : (props.room.faces ?? []).slice(0, MOST));
  return (
    <Show
      when={faces().length > 1}
      fallback={
        <Avatar
          id={peer()?.id ?? props.room.id}
          name={nameOf(props.room, chat.users)}
          url={url()}
          isGroup={!peer()}
          isOnline={props.isOnline ?? false}
        />
      }
    >
      <span class={`avatar group collage of-${faces().length}`} aria-hidden="true">
        <For each={faces()}>{(face) => <Face user={chat.users.find(face.id) ?? face} />}</For>
      </span>
    </Show>
  );
}

const Face = (props: { user: User }) => (
  <Avatar id={props.user.id} name={props.user.nickname} url={props.user.avatarUrl} />
);
