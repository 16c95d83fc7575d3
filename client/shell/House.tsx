import { useLocation } from "@solidjs/router";
import { createEffect, createSignal, on, onCleanup, type ParentProps, Show, Suspense } from "solid-js";

import { closeProfile, profileId } from "../friends/profile";
import { ProfileSheet } from "../friends/ProfileSheet";
import { words } from "../i18n/words";
import { Keyboard, SkipLink } from "../keyboard/Keyboard";
import { useChat } from "../live/chat";
import { ContextMenu } from "../menus/ContextMenu";
import { nameOf } from "../rooms/name";
import { Skeleton } from "../ui/States";
import { focusPage } from "./focus";
import { fitAboveKeyboard } from "./keyboard";
import { Tabs } from "./Tabs";

/** The shell around every screen of a signed-in user. */
export function House(props: ParentProps) {
  const location = useLocation();
  createEffect(on(() => location.pathname, focusPage));
  createEffect(on(() => location.pathname, closeProfile, { defer: true }));
  createTitle();
  fitAboveKeyboard();
  return (
    <div class="house">
      <SkipLink />
      <Tabs />
      <Reconnecting />
      <Suspense fallback={<Skeleton />}>{props.children}</Suspense>
      <Show when={profileId()} keyed>
        {(userId) => <ProfileSheet userId={userId} />}
      </Show>
      <ContextMenu />
      <Keyboard />
    </div>
  );
}

// Most lost links are back before anyone notices.
const ALARM_MS = 3000;

function Reconnecting() {
  const chat = useChat();
  const [isLong, setLong] = createSignal(false);
  createEffect(() => {
    setLong(false);
    if (chat.isOpen()) return;
    const alarm = setTimeout(() => setLong(true), ALARM_MS);
    onCleanup(() => clearTimeout(alarm));
  });
  return (
    <p class="connection" role="status">
      {isLong() ? words.reconnecting : ""}
    </p>
  );
}

/** The title of the browser tab: the current screen, and the unread count. */
function createTitle(): void {
  const chat = useChat();
  const location = useLocation();
  const where = (): string => {
    const [, page, roomId] = location.pathname.split("/");
    const room = roomId === undefined ? undefined : chat.rooms.find(roomId);
    if (room) return nameOf(room, chat.users);
    return (
      { friends: words.friends, rooms: words.chats, settings: words.settings }[page ?? ""] ?? words.appName
    );
  };
  createEffect(() => {
    const unread = chat.rooms.allUnread();
    document.title = `${unread > 0 ? `(${unread}) ` : ""}${where()} · ${words.appName}`;
  });
}
