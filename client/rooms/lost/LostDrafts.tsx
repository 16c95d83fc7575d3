import { createEffect, Show } from "solid-js";

import { keptOf } from "../../auth/session";
import { keeping } from "../../kept/words";
import { useChat } from "../../live/chat";
import { copyText } from "../../messages/menu/copy";
import type { OutboxDraft } from "../../messages/outbox/draft";
import { announce } from "../../ui/Announcer";
import { Button } from "../../ui/Button";
import { nameOf } from "../name";

/** What was written for a room that is not mine any more cannot be sent. It can be copied, one message after the other. */
export function LostDrafts() {
  const chat = useChat();
  // As it was called when it was mine.
  const names = new Map<string, string>();
  createEffect(() => {
    for (const { roomId } of chat.outbox.all()) {
      const room = chat.rooms.find(roomId);
      if (room) names.set(roomId, nameOf(room, chat.users));
    }
  });
  // It may have gone before this was shown.
  function nameIn(roomId: string): string | undefined {
    const kept = keptOf(chat.me.id)?.rooms.find(({ id }) => id === roomId);
    return names.get(roomId) ?? (kept && nameOf(kept, chat.users));
  }

  const lost = (): OutboxDraft | undefined =>
    chat.rooms.isCurrent()
      ? chat.outbox.all().find(({ state, roomId }) => state === "failed" && !chat.rooms.find(roomId))
      : undefined;

  async function copy(text: string): Promise<void> {
    await copyText(text);
    announce(keeping().copied);
  }

  return (
    <Show when={lost()}>
      {(draft) => (
        <aside class="offer" role="status">
          <p>{keeping().lostTitle(nameIn(draft().roomId))}</p>
          <p class="offer-text" dir="auto">
            {wordsOf(draft())}
          </p>
          <Button kind="quiet" onClick={() => chat.outbox.remove(draft().clientId)}>
            {keeping().discard}
          </Button>
          <Button kind="primary" onClick={() => void copy(wordsOf(draft()))}>
            {keeping().copy}
          </Button>
        </aside>
      )}
    </Show>
  );
}

const wordsOf = ({ text, files = [] }: OutboxDraft): string =>
  text || files.map(({ name }) => name).join(", ");
