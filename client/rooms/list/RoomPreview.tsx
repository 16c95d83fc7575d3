import { Match, Switch } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { isBlank } from "../../messages/composer/blank";
import { unsent } from "../../messages/composer/unsent";
import { previewOf } from "../../messages/event";
import { withNames } from "../../messages/text/marks";

/**
 * The second line of a room in the list: who is typing, else what I began to write and did not send, else its last message.
 * The server says who types in the room on screen only, so typing shows for that one. Its unsent text is in the composer
 * beside the list, so it is left out.
 */
export function RoomPreview(props: { room: Room; isOpened: boolean }) {
  const chat = useChat();
  const typing = () =>
    chat.typing
      .of(props.room.id)
      .filter((id) => !chat.friends.isBlocked(id))
      .map(chat.users.nameOf);
  const draft = () => (props.isOpened ? "" : unsent.find(chat.me.id, props.room.id));
  return (
    <Switch>
      <Match when={typing().length > 0}>
        <span class="room-last room-typing" translate="no">
          {words.typing(typing())}
        </span>
      </Match>
      <Match when={!isBlank(draft())}>
        <span class="room-last" dir="auto" translate="no">
          <strong class="room-draft">{words.list.draft}</strong> {withNames(draft(), chat.users)}
        </span>
      </Match>
      <Match when={props.room.lastMessage}>
        {(last) => (
          <span class="room-last" dir="auto" translate="no">
            {previewOf(last(), chat)}
          </span>
        )}
      </Match>
    </Switch>
  );
}
