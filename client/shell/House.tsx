import { useLocation } from "@solidjs/router";
import { createEffect, lazy, on, onCleanup, type ParentProps, Show, Suspense } from "solid-js";

import { closeProfile, profileId } from "../friends/profile";
import { ProfileSheet } from "../friends/ProfileSheet";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { createOffline } from "../live/offline";
import { nameOf } from "../rooms/name";
import { Extra } from "../ui/Later";
import { Skeleton } from "../ui/States";
import { focusPage } from "./focus";
import { fitAboveKeyboard } from "./keyboard";
import { createUnreadTotal } from "./potato/total";
import { Tabs } from "./Tabs";

const HouseExtras = lazy(() => import("./HouseExtras").then((house) => ({ default: house.HouseExtras })));

/** The shell around every screen of a signed-in user. */
export function House(props: ParentProps) {
  const location = useLocation();
  createEffect(on(() => location.pathname, focusPage));
  createEffect(on(() => location.pathname, closeProfile, { defer: true }));
  createTitle();
  fitAboveKeyboard();
  return (
    <div class="house">
      <Tabs />
      <Reconnecting />
      <Suspense fallback={<Skeleton />}>{props.children}</Suspense>
      <Show when={profileId()} keyed>
        {(userId) => <ProfileSheet userId={userId} />}
      </Show>
      <Extra>
        <HouseExtras />
      </Extra>
    </div>
  );
}

function Reconnecting() {
  const isOffline = createOffline();
  return (
    <p class="connection" role="status">
      {isOffline() ? words.reconnecting : ""}
    </p>
  );
}

/** The title of the browser tab: the current screen, and the unread count of the rooms that are not muted. */
function createTitle(): void {
  const chat = useChat();
  const location = useLocation();
  const unread = createUnreadTotal();
  const where = (): string => {
    const [, page, roomId] = location.pathname.split("/");
    const room = roomId === undefined ? undefined : chat.rooms.find(roomId);
    if (room) return nameOf(room, chat.users);
    return (
      { friends: words.friends, rooms: words.chats, settings: words.settings }[page ?? ""] ?? words.appName
    );
  };
  createEffect(() => {
    const { loud } = unread();
    document.title = `${loud > 0 ? `(${loud}) ` : ""}${where()} · ${words.appName}`;
  });
  onCleanup(() => (document.title = words.appName));
}
