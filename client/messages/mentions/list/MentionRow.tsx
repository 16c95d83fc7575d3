import { Show } from "solid-js";

import type { Message } from "../../../../src/protocol/message";
import { momentInFullOf, momentOf } from "../../../i18n/words";
import { useChat } from "../../../live/chat";
import { nameOf } from "../../../rooms/name";
import { Avatar } from "../../../ui/Avatar";
import { Dot } from "../../../ui/Badge";
import { previewOf } from "../../event";
import { mentioning } from "../words";

/** A message that mentions me: who wrote it where, and whether I have read so far there. */
export function MentionRow(props: { message: Message; onGo: () => void }) {
  const chat = useChat();
  const author = () => chat.users.nameOf(props.message.authorId);
  const room = () => chat.rooms.find(props.message.roomId);
  const isUnread = () => props.message.seq > (room()?.me?.cursor ?? Infinity);
  return (
    <button class="hit mention-row" type="button" onClick={() => props.onGo()}>
      <Avatar
        id={props.message.authorId}
        name={author()}
        url={chat.users.find(props.message.authorId)?.avatarUrl}
      />
      <span class="hit-body">
        <span class="hit-head">
          <span class="hit-author person-name" dir="auto" translate="no">
            {author()}
          </span>
          <Show when={room()}>
            {(found) => (
              <span class="hit-room" dir="auto" translate="no">
                {nameOf(found(), chat.users)}
              </span>
            )}
          </Show>
          <time class="hit-time" translate="no" title={momentInFullOf(props.message.at)}>
            {momentOf(props.message.at)}
          </time>
          <Show when={isUnread()}>
            <Dot label={mentioning().unread} />
          </Show>
        </span>
        <span class="hit-text" dir="auto">
          {previewOf(props.message, chat)}
        </span>
      </span>
    </button>
  );
}
