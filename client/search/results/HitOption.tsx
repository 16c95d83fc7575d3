import { For, Show } from "solid-js";
import IconFile from "~icons/lucide/paperclip";

import type { Hit } from "../../../src/search/model";
import { momentInFullOf, timeOf } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { nameOfMention } from "../../messages/mentions/named";
import { nameOf } from "../../rooms/name";
import { Avatar } from "../../ui/Avatar";
import { excerptOf } from "../text/excerpt";

/** A message that was found. The field keeps the focus, so this is an option of its list. */
export function HitOption(props: {
  id: string;
  hit: Hit;
  isChosen: boolean;
  isRoomShown: boolean;
  onGo: () => void;
}) {
  const chat = useChat();
  const message = () => props.hit.message;
  const author = () => chat.users.nameOf(message().authorId);
  const room = () => chat.rooms.find(message().roomId);
  const parts = () => excerptOf(message().text, props.hit.ranges, (id) => nameOfMention(id, chat.users));
  const files = () =>
    message()
      .attachments.map(({ name }) => name)
      .join(", ");
  return (
    <div
      id={props.id}
      class="hit"
      role="option"
      aria-selected={props.isChosen}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => props.onGo()}
    >
      <Avatar id={message().authorId} name={author()} url={chat.users.find(message().authorId)?.avatarUrl} />
      <div class="hit-body">
        <div class="hit-head">
          <span class="hit-author" dir="auto" translate="no">
            {author()}
          </span>
          <Show when={props.isRoomShown && room()}>
            {(found) => (
              <span class="hit-room" dir="auto" translate="no">
                {nameOf(found(), chat.users)}
              </span>
            )}
          </Show>
          <time class="hit-time" translate="no" title={momentInFullOf(message().at)}>
            {timeOf(message().at)}
          </time>
        </div>
        <Show when={message().text}>
          <p class="hit-text" dir="auto">
            <For each={parts()}>{({ text, isMatch }) => (isMatch ? <mark>{text}</mark> : <>{text}</>)}</For>
          </p>
        </Show>
        <Show when={files()}>
          <p class="hit-files" dir="auto" translate="no">
            <IconFile aria-hidden="true" />
            <span>{files()}</span>
          </p>
        </Show>
      </div>
    </div>
  );
}
