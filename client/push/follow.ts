import { useLocation, useNavigate } from "@solidjs/router";
import { createEffect, onCleanup } from "solid-js";

import { locale } from "../i18n/language";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { closeSearch } from "../search/opened";
import { ownSounds } from "../sounds/sounds";
import { announce } from "../ui/Announcer";
import { isOpenRoom, type PostedToWorker, seqIn } from "../worker/push/posted";
import { lookAtPush, pushState, pushWorker, resumePush } from "./device/device";

// In ms: while people scroll through rooms, the worker is not woken for each message.
const READ_APART_MS = 300;

/** What the page and the service worker owe each other while someone is signed in. */
export function followPushes(): void {
  const chat = useChat();
  const navigate = useNavigate();
  const location = useLocation();
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  void resumePush(chat.me.id).catch(console.warn);
  if (!serviceWorker) return;

  createEffect(() => {
    const settings = { userId: chat.me.id, locale: locale(), sounds: ownSounds() ?? "unset" } as const;
    if (pushState() === "on") post({ type: "settings", settings });
  });
  followReads();
  openFromAddress();

  // People allow and block notifications in the browser's own settings, and come back.
  const look = () => document.visibilityState === "visible" && lookAtPush(chat.me.id);
  document.addEventListener("visibilitychange", look);
  serviceWorker.addEventListener("message", receive);
  onCleanup(() => {
    document.removeEventListener("visibilitychange", look);
    serviceWorker.removeEventListener("message", receive);
    // The session has ended here, or someone else has signed in.
    post({ type: "signed-out" });
  });

  function receive({ data }: MessageEvent): void {
    if (isOpenRoom(data)) open(data.roomId, data.seq);
  }

  /** A seq of 0 is the room alone. */
  function open(roomId: string, seq: number): void {
    closeSearch();
    const isHere = location.pathname === `/rooms/${roomId}` && chat.messages.onScreen() === roomId;
    if (seq === 0 || !chat.rooms.find(roomId)) return navigate(`/rooms/${roomId}`);
    if (isHere) return void chat.messages.goTo(roomId, seq).catch(() => announce(words.loadFailed));
    chat.messages.openNextAt(roomId, seq);
    navigate(`/rooms/${roomId}`);
  }

  /** A notification has opened this page. */
  function openFromAddress(): void {
    const seq = seqIn(location.search);
    const roomId = location.pathname.split("/")[2];
    if (seq === undefined || roomId === undefined) return;
    navigate(location.pathname, { replace: true });
    open(roomId, seq);
  }

  /** Read here or on another device: their notifications go. */
  function followReads(): void {
    const read = new Map<string, number>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      post({ type: "read", rooms: [...read] });
      read.clear();
    };
    const add = (roomId: string, seq: number) => {
      if (pushState() !== "on") return;
      read.set(roomId, seq);
      timer ??= setTimeout(flush, READ_APART_MS);
    };
    const stop = chat.onFrame((frame) => {
      if (frame.type === "room.read") add(frame.roomId, frame.seq);
      if (frame.type === "welcome" || frame.type === "heads")
        for (const [roomId, , cursor] of frame.rooms) add(roomId, cursor);
    });
    onCleanup(() => {
      stop();
      clearTimeout(timer);
    });
  }
}

// Without a worker there is nobody who needs to know.
function post(message: PostedToWorker): void {
  void pushWorker().then(
    ({ active }) => active?.postMessage(message),
    () => undefined,
  );
}
