import { useLocation, useNavigate } from "@solidjs/router";
import { createEffect, on } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { words } from "../../i18n/words";
import { type Chat, useChat } from "../../live/chat";
import { closeRoom, keepOpen } from "../../shell/pane/opened";
import { announce } from "../../ui/Announcer";

interface PlaceOptions {
  /** Someone has gone elsewhere by other ways. */
  onLeft: () => void;
  /** Back where the search was opened, by the browser's Back. */
  onReturned: () => void;
}

/** Goes from the search to a message, and back to where one was when the search was opened. */
export function createPlace({ onLeft, onReturned }: PlaceOptions) {
  const chat = useChat();
  const navigate = useNavigate();
  const location = useLocation();
  const opener = document.activeElement;
  const start = { path: location.pathname, ...standing(chat) };
  // Where the page is for all that is known here.
  let path = start.path;
  let hasJumped = false;

  createEffect(
    on(
      () => location.pathname,
      (now) => {
        if (now === path) return;
        path = now;
        (now === start.path ? onReturned : onLeft)();
      },
      { defer: true },
    ),
  );

  function jump({ roomId, seq }: Pick<Message, "roomId" | "seq">): void {
    hasJumped = true;
    if (roomOnScreen(chat) === roomId) return void chat.messages.goTo(roomId, seq).catch(fail);
    chat.messages.openNextAt(roomId, seq);
    // The first one alone is a step of the browser's history.
    const isStep = path === start.path;
    path = `/rooms/${roomId}`;
    navigate(path, { replace: !isStep });
  }

  /** To the room, the message and the field where one was. */
  function goBack(): void {
    if (!hasJumped) return focusOpener();
    const { roomId, seq } = start;
    const isInAddress = roomOnScreen(chat) === roomId;
    if (roomId !== undefined && seq !== undefined) {
      focusOnceShown(roomId, seq);
      if (!isInAddress) chat.messages.openNextAt(roomId, seq);
      else void chat.messages.goTo(roomId, seq).catch(fail);
    } else if (roomId !== undefined && isInAddress) void chat.messages.goTo(roomId, "end").catch(fail);
    if (path !== start.path) {
      path = start.path;
      navigate(-1);
    }
    // Beside a list stands the room that stood there.
    if (roomId === undefined) closeRoom();
    else if (!isInAddress) keepOpen(roomId);
    focusOpener();
  }

  function focusOpener(): void {
    if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
  }

  /** A message that is gone to has the focus. This one only stood there. */
  function focusOnceShown(roomId: string, seq: number): void {
    if (!(opener instanceof HTMLElement) || opener.closest(".log")) return;
    const onFocusIn = ({ target }: FocusEvent) => {
      if (!(target instanceof Element) || !target.closest(".log")) return;
      document.removeEventListener("focusin", onFocusIn);
      if (roomOnScreen(chat) === roomId && target.closest(`[data-key="${seq}"]`)) focusOpener();
    };
    document.addEventListener("focusin", onFocusIn);
  }

  const fail = () => announce(words.loadFailed);

  return { jump, goBack, hasJumped: () => hasJumped };
}

const logOnScreen = (): HTMLElement | null => document.querySelector(".room-view .log");

const roomOnScreen = (chat: Chat): string | undefined =>
  logOnScreen() ? chat.messages.onScreen() : undefined;

// As the log's own ABOVE: a message that is gone to stands there.
const SHARE = 0.3;
// In px: as near as the log itself takes for the end.
const AT_END = 24;

/** The room on screen, and the message that stands where one that is gone to would; none at the end. */
function standing(chat: Chat): { roomId?: string | undefined; seq?: number | undefined } {
  const log = logOnScreen();
  const roomId = roomOnScreen(chat);
  if (!log || roomId === undefined) return {};
  const below = log.scrollHeight - log.scrollTop - log.clientHeight;
  if (below < AT_END && chat.messages.find(roomId)?.isLive) return { roomId };
  const line = log.getBoundingClientRect().top + SHARE * log.clientHeight;
  const row = [...log.querySelectorAll<HTMLElement>("[data-key]")].find(
    (one) => one.getBoundingClientRect().bottom > line,
  );
  const seq = Number(row?.dataset["key"]);
  return Number.isInteger(seq) ? { roomId, seq } : { roomId };
}
