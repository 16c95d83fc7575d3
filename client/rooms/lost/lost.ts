import { createEffect, createSignal, on } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { announce } from "../../ui/Announcer";
import { isSelfChat, nameOf } from "../name";
import { type LostRoom, whyLost } from "./reason";

// The room that I am leaving on this page: then there is nothing to explain.
const [leavingId, setLeavingId] = createSignal<string>();
export { setLeavingId };

interface LostOptions {
  /** The room on screen, as long as it is mine. */
  room: () => Room | undefined;
  openedId: () => string | undefined;
  /** After I left it myself. */
  goBack: () => void;
}

/**
 * Watches the room on screen. If it goes while it is open, this answers with what happened, until another room is opened or
 * it comes back; if I left it on this page, it announces that and goes back to the list.
 */
export function createLost({ room, openedId, goBack }: LostOptions): () => LostRoom | undefined {
  const chat = useChat();
  const [lost, setLost] = createSignal<LostRoom>();
  createEffect(
    on([room, openedId], ([now, id], before) => {
      const gone = before?.[0];
      if (now || id !== lost()?.id) setLost(undefined);
      if (gone && !now && gone.id === id) lose(gone);
    }),
  );

  function lose(gone: Room): void {
    const name = nameOf(gone, chat.users);
    if (gone.id !== leavingId()) {
      setLost(whyLost(gone, name, isSelfChat(gone, chat.me.id)));
      return;
    }
    announce(gone.peer ? words.groups.directGone(name) : words.groups.gone(name));
    goBack();
  }

  return lost;
}
