import { createEffect, createMemo, onCleanup } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { createOffline } from "../../live/offline";
import { addressOf, iconOf } from "./face";
import { type Mood, moodOf, unreadIn, type UnreadRoom, type UnreadTotal } from "./mood";

/** My unread messages, where there are any, on the browser's tab and on the app's icon. Returns the potato's mood. */
export function createPotato(where: () => string): () => Mood {
  const chat = useChat();
  const isOffline = createOffline();
  const unread = createMemo((): UnreadTotal => unreadIn(chat.rooms.sorted().map(stateOf)));
  const loud = createMemo(() => unread().loud);
  const mood = createMemo(() => moodOf(unread(), isOffline()));

  createEffect(() => showTitle(loud(), `${where()} · ${words.appName}`));
  createEffect(() => showIcon(addressOf(iconOf(mood()))));
  createEffect(() => void showBadge(loud()));
  onCleanup(() => {
    document.title = words.appName;
    showIcon(ICON);
    void showBadge(0);
  });
  return mood;
}

const stateOf = ({ me }: Room): UnreadRoom => ({
  unread: me?.unread ?? 0,
  isMarked: me?.markedUnread ?? false,
  isMuted: me?.notify === "none",
});

// The one that index.html names.
const ICON = "/potato.svg";

function showTitle(count: number, title: string): void {
  document.title = count > 0 ? `(${count}) ${title}` : title;
}

function showIcon(address: string): void {
  const link = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (link && link.getAttribute("href") !== address) link.href = address;
}

// Browsers that show no badge have no such function, and one that may not show it refuses. None of them asks people.
async function showBadge(count: number): Promise<void> {
  if (!("setAppBadge" in navigator)) return;
  await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => undefined);
}
