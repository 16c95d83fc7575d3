import { Show } from "solid-js";

import type { Room } from "../../../../src/protocol/room";
import { api, ask } from "../../../api";
import { useChat } from "../../../live/chat";
import { Avatar } from "../../../ui/Avatar";
import { PictureField } from "../../../ui/picture/PictureField";
import { putBytes } from "../../../ui/picture/put";
import { RoomFace } from "../../face/RoomFace";

/** A group's picture, and where its owner and admins change it. */
export function RoomPicture(props: { room: Room }) {
  const { rooms } = useChat();
  const put = ({ room }: { room: Room }) => rooms.put(room);

  function change(bytes: Blob): Promise<void> {
    const path = `/api/rooms/${props.room.id}/image`;
    return ask(() => putBytes<{ room: Room }>(path, bytes)).then(put);
  }

  function remove(): Promise<void> {
    const { id } = props.room;
    return ask(() => api.rooms({ id }).image.delete()).then(put);
  }

  return (
    <PictureField
      face={(url) => (
        <Show when={url} fallback={<RoomFace room={props.room} />}>
          <Avatar id={props.room.id} name={props.room.title ?? ""} url={url} isGroup />
        </Show>
      )}
      hasPicture={props.room.imageUrl !== null}
      onUse={change}
      onRemove={remove}
    />
  );
}
