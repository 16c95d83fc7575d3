import { A } from "@solidjs/router";
import { onCleanup, Show } from "solid-js";
import IconBack from "~icons/lucide/chevron-left";
import IconInfo from "~icons/lucide/menu";
import IconSearch from "~icons/lucide/search";

import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { Conversation } from "../messages/conversation/later";
import { createWatching } from "../reading/watching";
import { openSearch } from "../search/opened";
import { goBackToList } from "../shell/history/trail";
import { isInfoOpen, setInfoOpen, uncoverRoom } from "../shell/pane/info";
import { hasDock } from "../shell/pane/width";
import { Online } from "../ui/Avatar";
import { IconButton } from "../ui/Button";
import { InfoPane } from "./info/InfoPane";
import { nameOf } from "./name";

/** A room: its messages, the field to write in, and its info. */
export function RoomView(props: { roomId: string }) {
  const chat = useChat();
  const room = () => chat.rooms.find(props.roomId);
  const name = () => {
    const now = room();
    return now ? nameOf(now, chat.users) : "";
  };
  // The panel takes the focus when someone opens it here, not when it was open before.
  let isAsked = false;
  let infoButton!: HTMLButtonElement;

  createWatching(() => props.roomId);
  onCleanup(uncoverRoom);

  function toggleInfo(): void {
    isAsked = true;
    setInfoOpen(!isInfoOpen());
  }

  // A dialog returns the focus by itself.
  function closeInfo(): void {
    setInfoOpen(false);
    if (hasDock()) infoButton.focus();
  }

  return (
    <>
      <main class="room-view">
        <header class="bar">
          <A
            class="icon-button back"
            href="/rooms"
            replace
            aria-label={words.back}
            onClick={(event: MouseEvent) => goBackToList() && event.preventDefault()}
          >
            <IconBack aria-hidden="true" />
          </A>
          <div class="bar-text">
            <div class="bar-line">
              <h1 class="bar-title" dir="auto" translate="no" tabIndex={-1}>
                {name()}
              </h1>
              <Show when={chat.friends.isOnline(room()?.peer?.id ?? "")}>
                <Online />
              </Show>
              <Show when={room()?.kind === "group"}>
                <span
                  class="room-count"
                  translate="no"
                  role="img"
                  aria-label={words.groups.count(room()?.memberCount ?? 0)}
                >
                  {room()?.memberCount}
                </span>
              </Show>
            </div>
            <Show when={room()?.topic}>
              {(topic) => (
                <p class="bar-note" dir="auto">
                  {topic()}
                </p>
              )}
            </Show>
          </div>
          <IconButton label={words.search} onClick={() => openSearch(props.roomId)}>
            <IconSearch aria-hidden="true" />
          </IconButton>
          <IconButton
            label={words.groups.info}
            aria-haspopup={hasDock() ? undefined : "dialog"}
            aria-expanded={hasDock() ? isInfoOpen() : undefined}
            ref={(element) => (infoButton = element)}
            onClick={toggleInfo}
          >
            <IconInfo aria-hidden="true" />
          </IconButton>
        </header>
        <Conversation roomId={props.roomId} />
      </main>
      <Show when={isInfoOpen()}>
        <InfoPane roomId={props.roomId} takesFocus={isAsked} onClose={closeInfo} />
      </Show>
    </>
  );
}
