import { useLocation, useNavigate } from "@solidjs/router";
import { createEffect, createSignal, on, onCleanup, Show } from "solid-js";

import { useChat } from "../live/chat";
import { openSearch, searched } from "../search/opened";
import { Later } from "../ui/later/Later";
import { lazily } from "../ui/later/lazily";
import { fillsComposer, isClickIntoRoom, placeOf } from "./composer/fill";
import { composerField, escape } from "./escape";
import { besideOf, unreadBesideOf } from "./order";
import { goToPane, rememberFocus, skipToContent } from "./panes";
import { isMac } from "./platform";
import { type Command, commandOf } from "./shortcuts";
import { createUses } from "./switcher/uses";
import { keyWords } from "./words";

const Switcher = lazily(() => import("./switcher/Switcher").then(({ Switcher: it }) => it));
const ShortcutList = lazily(() => import("./ShortcutList").then(({ ShortcutList: it }) => it));

/** The keys of the whole page. What has the focus comes first: it has handled a key that it prevents. */
export function Keyboard() {
  const chat = useChat();
  const navigate = useNavigate();
  const location = useLocation();
  const [opened, setOpened] = createSignal<"switch" | "help">();
  const close = () => setOpened(undefined);
  let pointerType = "";
  const uses = createUses(chat.me.id);
  createEffect(on(chat.messages.onScreen, (id) => id !== undefined && uses.add(id)));

  const commands: Record<Command, () => boolean | void> = {
    switch: () => void setOpened("switch"),
    help: () => void setOpened("help"),
    searchHere: () => roomId() !== undefined && search(roomId()),
    searchAll: () => search(undefined),
    roomAbove: () => goTo(besideOf(rooms(), roomId(), -1)),
    roomBelow: () => goTo(besideOf(rooms(), roomId(), 1)),
    unreadAbove: () => goTo(unreadBesideOf(rooms(), roomId(), -1)),
    unreadBelow: () => goTo(unreadBesideOf(rooms(), roomId(), 1)),
    nextPane: () => goToPane(1),
    paneBefore: () => goToPane(-1),
    escape,
  };

  const rooms = () =>
    chat.rooms.sorted().map(({ id, me }) => ({ id, isUnread: (me?.unread ?? 0) > 0 || !!me?.markedUnread }));

  // The one in the address, else the one that stands beside another list.
  const roomId = (): string | undefined => {
    const [, page, id] = location.pathname.split("/");
    if (page === "rooms" && id) return id;
    return document.querySelector(".room-view") ? chat.messages.onScreen() : undefined;
  };

  /** Where there is no room, and from the field itself, the key is the browser's. */
  function search(room: string | undefined): boolean {
    const isHere = searched() && searched()?.roomId === room;
    const isInField = document.activeElement?.matches(".finding input[role=combobox]");
    if (isHere && isInField) return false;
    openSearch(room);
    return true;
  }

  function goTo(id: string | undefined): void {
    if (id !== undefined) navigate(`/rooms/${id}`);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || isCovered(event.target)) return;
    const place = placeOf(event.target);
    const command = commandOf(event, isMac, place.isTextField);
    // Escape in a list belongs to nothing there.
    if (command === "escape" && !place.isInRoom) return;
    if (command) return void (commands[command]() !== false && event.preventDefault());
    if (fillsComposer(event, event.getModifierState("AltGraph"), isMac, place))
      composerField()?.focus({ preventScroll: true });
  }

  function onClick(event: MouseEvent): void {
    if (!event.defaultPrevented && isClickIntoRoom(event, pointerType))
      composerField()?.focus({ preventScroll: true });
  }

  const onPointerDown = (event: PointerEvent) => void ({ pointerType } = event);

  addEventListener("keydown", onKeyDown);
  addEventListener("click", onClick);
  addEventListener("pointerdown", onPointerDown, true);
  addEventListener("focusin", rememberFocus);
  onCleanup(() => {
    removeEventListener("keydown", onKeyDown);
    removeEventListener("click", onClick);
    removeEventListener("pointerdown", onPointerDown, true);
    removeEventListener("focusin", rememberFocus);
  });

  return (
    <Show when={opened()} keyed>
      {(what) => (
        <Later onFailed={close}>
          <Show when={what === "switch"} fallback={<ShortcutList onClose={close} />}>
            <Switcher uses={uses} roomId={roomId()} onClose={close} />
          </Show>
        </Later>
      )}
    </Show>
  );
}

/** The first stop of Tab: past the navigation and the lists. */
export function SkipLink() {
  return (
    <button class="skip" type="button" onClick={skipToContent}>
      {keyWords().skip}
    </button>
  );
}

// A dialog or a menu over the page has the keys to itself.
const isCovered = (target: EventTarget | null): boolean =>
  document.querySelector("dialog:modal") !== null ||
  (target instanceof Element && target.closest("[role=menu]") !== null);
