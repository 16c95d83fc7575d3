import { createEffect, on } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { words } from "../../i18n/words";
import { type Chat, useChat } from "../../live/chat";
import { readOut } from "../../ui/Announcer";
import { hidesWords } from "../blocked/hides";
import { previewOf } from "../event";
import type { Timeline } from "../stretch";
import { isShown } from "./item";

// More than this at once is only counted.
const READ_OUT = 3;

/** Announces new messages to screen readers, politely and once. Messages loaded by scrolling are not announced. */
export function createAnnouncer(timeline: () => Timeline | undefined): void {
  const chat = useChat();
  createEffect(
    on(timeline, (now, before) => {
      if (!before?.isLive || now?.stretch !== before.stretch) return;
      const fresh = now.entries.filter(({ seq }) => seq > before.last).filter(isShown);
      const others = fresh.filter((one) => one.authorId !== chat.me.id && !isFolded(one));
      if (others.length > 0) readOut(textOf(others, chat));
    }),
  );

  const isFolded = ({ kind, roomId, authorId }: Message): boolean =>
    kind === "text" && hidesWords(chat, roomId, authorId);
}

function textOf(messages: Message[], chat: Chat): string {
  if (messages.length > READ_OUT) return words.newMessages(messages.length);
  return messages
    .map((one) => {
      const preview = previewOf(one, chat);
      return one.event ? preview : `${chat.users.nameOf(one.authorId)}: ${preview}`;
    })
    .join("\n");
}
