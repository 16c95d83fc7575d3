import { useLocation } from "@solidjs/router";
import { createEffect, on, onCleanup, type ParentProps, Show } from "solid-js";

import { closeProfile, profileId } from "../friends/profile";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { createOffline } from "../live/offline";
import { nameOf } from "../rooms/name";
import { Extra, Later } from "../ui/later/Later";
import { lazily } from "../ui/later/lazily";
import { ContextMenu, HouseExtras, Keyboard } from "./extras/extras";
import { focusPage } from "./focus";
import { recordTrail } from "./history/trail";
import { RoomPane } from "./pane/RoomPane";
import { createUnreadTotal } from "./potato/total";
import { Tabs } from "./Tabs";

const ProfileSheet = lazily(() => import("../friends/ProfileSheet").then(({ ProfileSheet: it }) => it));

const pages = new Set(["friends", "rooms", "settings"]);

/** The shell around every screen of a signed-in user: tabs, the list of the tab, and beside it a room. */
export function House(props: ParentProps) {
  const location = useLocation();
  // Any other address leads nowhere.
  const hasPane = () => pages.has(location.pathname.split("/")[1] ?? "");
  createEffect(on(() => location.pathname, focusPage));
  createEffect(on(() => location.pathname, closeProfile, { defer: true }));
  createEffect(on(() => location.pathname, recordTrail));
  createTitle();
  return (
    <div class="house" data-in-room={/^\/rooms\/./u.test(location.pathname) ? "" : undefined}>
      <Tabs />
      <Reconnecting />
      {props.children}
      <Show when={hasPane()}>
        <RoomPane />
      </Show>
      <Show when={profileId()} keyed>
        {(userId) => (
          <Later onFailed={closeProfile}>
            <ProfileSheet userId={userId} />
          </Later>
        )}
      </Show>
      <Extra>
        <ContextMenu />
        <Keyboard />
      </Extra>
      <Extra>
        <HouseExtras />
      </Extra>
    </div>
  );
}

function Reconnecting() {
  const isOffline = createOffline();
  return (
    <p class="connection" role="status" translate="no">
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
