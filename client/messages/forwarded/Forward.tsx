import { createMemo, createSignal, For, Show } from "solid-js";

import type { Attachment, Message } from "../../../src/protocol/message";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { RoomFace } from "../../rooms/face/RoomFace";
import { filtered } from "../../rooms/list/filter";
import { nameOf } from "../../rooms/name";
import { announce } from "../../ui/Announcer";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { SearchField } from "../../ui/form/SearchField";
import { changing } from "../changes/words";
import { type AttachedFiles, newId } from "../outbox/draft";

interface ForwardProps {
  /** Of one room, ascending. */
  messages: Message[];
  onClose: () => void;
  onSent?: () => void;
}

/** They are at the server already. */
function sameFiles(attachments: Attachment[]): AttachedFiles | undefined {
  const files = attachments.map(({ id: attachmentId, name, size, mediaType }) => {
    return { id: newId(), name, size, mediaType, attachmentId };
  });
  return files.length > 0 ? { files, kept: Promise.resolve(true) } : undefined;
}

/** Sends messages to other chats, as messages of mine in each; offline they wait like any other. */
export function Forward(props: ForwardProps) {
  const chat = useChat();
  const [query, setQuery] = createSignal("");
  const [chosen, setChosen] = createSignal<ReadonlySet<string>>(new Set());
  const shown = createMemo(() =>
    filtered(
      chat.rooms.sorted().filter(({ id }) => id !== props.messages[0]?.roomId),
      { filter: "all", query: query(), openedId: undefined, nameOf: (room) => nameOf(room, chat.users) },
    ),
  );

  function choose(roomId: string, isOn: boolean): void {
    const next = new Set(chosen());
    if (isOn) next.add(roomId);
    else next.delete(roomId);
    setChosen(next);
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    for (const roomId of chosen())
      for (const { text, roomId: forwardedFrom, attachments } of props.messages)
        chat.outbox.add(roomId, text, sameFiles(attachments), forwardedFrom);
    announce(changing().forwarded(chosen().size));
    props.onClose();
    props.onSent?.();
  }

  // In the search Enter would send.
  function onKeyDown(event: KeyboardEvent): void {
    const isInSearch = event.target instanceof HTMLInputElement && event.target.type === "text";
    if (event.key === "Enter" && isInSearch) event.preventDefault();
  }

  return (
    <Dialog title={changing().forwardTo(props.messages.length)} onClose={() => props.onClose()}>
      <form class="form choosing" onSubmit={submit} onKeyDown={onKeyDown}>
        <SearchField label={words.list.search} isFirst onSearch={setQuery} />
        <ul class="choices">
          <For each={shown()} fallback={<li class="dialog-text">{words.list.noMatch}</li>}>
            {(room) => (
              <li>
                <label class="person">
                  <input
                    type="checkbox"
                    checked={chosen().has(room.id)}
                    onChange={(event) => choose(room.id, event.currentTarget.checked)}
                  />
                  <RoomFace room={room} />
                  <span dir="auto" translate="no">
                    {nameOf(room, chat.users)}
                  </span>
                </label>
              </li>
            )}
          </For>
        </ul>
        <div class="actions">
          <Button onClick={() => props.onClose()}>{words.cancel}</Button>
          <Show when={chosen().size > 0}>
            <Button kind="primary" type="submit">
              {changing().forward}
            </Button>
          </Show>
        </div>
      </form>
    </Dialog>
  );
}
