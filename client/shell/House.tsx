import { useLocation } from "@solidjs/router";
import { createEffect, on, type ParentProps, Show, Suspense } from "solid-js";

import { closeProfile, profileId } from "../friends/profile";
import { ProfileSheet } from "../friends/ProfileSheet";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { createOffline } from "../live/offline";
import { nameOf } from "../rooms/name";
import { followSounds } from "../sounds/follow";
import { Moments } from "../ui/float/Moments";
import { Skeleton } from "../ui/States";
import { focusPage } from "./focus";
import { fitAboveKeyboard } from "./keyboard";
import { createPotato } from "./potato/potato";
import { Tabs } from "./Tabs";

/** The shell around every screen of a signed-in user. */
export function House(props: ParentProps) {
  const location = useLocation();
  createEffect(on(() => location.pathname, focusPage));
  createEffect(on(() => location.pathname, closeProfile, { defer: true }));
  const mood = createPotato(createPlace());
  fitAboveKeyboard();
  followSounds();
  return (
    <div class="house">
      <Tabs mood={mood()} />
      <Reconnecting />
      <Suspense fallback={<Skeleton />}>{props.children}</Suspense>
      <Show when={profileId()} keyed>
        {(userId) => <ProfileSheet userId={userId} />}
      </Show>
      <Moments />
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

/** The name of the current screen, for the title of the browser's tab. */
function createPlace(): () => string {
  const chat = useChat();
  const location = useLocation();
  return () => {
    const [, page, roomId] = location.pathname.split("/");
    const room = roomId === undefined ? undefined : chat.rooms.find(roomId);
    if (room) return nameOf(room, chat.users);
    return (
      { friends: words.friends, rooms: words.chats, settings: words.settings }[page ?? ""] ?? words.appName
    );
  };
}
