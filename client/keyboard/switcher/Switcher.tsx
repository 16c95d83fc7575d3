import { useNavigate } from "@solidjs/router";
import { createEffect, createMemo, createSignal, createUniqueId, For, on, Show } from "solid-js";
import IconSearch from "~icons/lucide/search";

import type { User } from "../../../src/protocol/user";
import { createActions } from "../../friends/actions";
import { useChat } from "../../live/chat";
import { RoomFace } from "../../rooms/face/RoomFace";
import { nameOf } from "../../rooms/name";
import { announce, createReadOut } from "../../ui/Announcer";
import { Avatar } from "../../ui/Avatar";
import { Badge } from "../../ui/Badge";
import { Dialog } from "../../ui/Dialog";
import { OF_INPUT_METHOD } from "../shortcuts";
import { keyWords } from "../words";
import { type Destination, rank } from "./rank";
import type { Uses } from "./uses";

/** Goes to a room or a friend by part of the name. The field keeps the focus; arrows move the choice below it. */
export function Switcher(props: { uses: Uses; roomId: string | undefined; onClose: () => void }) {
  const chat = useChat();
  const navigate = useNavigate();
  const id = createUniqueId();
  const [query, setQuery] = createSignal("");
  const [at, setAt] = createSignal(0);
  const [friend, setFriend] = createSignal<User>();
  const actions = createActions(() => friend() ?? chat.me);
  createEffect(on(actions.fault, (text) => text && announce(text)));

  const all = createMemo((): Destination[] => {
    const rooms = chat.rooms.sorted();
    const use = props.uses.worths();
    const withRoom = new Set(rooms.map(({ peer }) => peer?.id));
    return [
      ...rooms.map((room) => ({
        id: room.id,
        kind: "room" as const,
        name: nameOf(room, chat.users),
        isUnread: (room.me?.unread ?? 0) > 0 || (room.me?.markedUnread ?? false),
        use: use(room.id),
        isHere: room.id === props.roomId,
      })),
      ...chat.friends.known.list
        .filter(({ user }) => !withRoom.has(user.id))
        .map(({ user }) => ({
          id: user.id,
          kind: "friend" as const,
          name: chat.users.nameOf(user.id),
          isUnread: false,
          use: 0,
        })),
    ];
  });
  const found = createMemo(() => rank(query(), all()));
  createReadOut(() => (query() === "" ? "" : keyWords().found(found().length)));
  const chosen = () => found()[Math.min(at(), found().length - 1)];
  const optionId = (one: Destination) => `${id}-${one.id}`;
  createEffect(() => {
    const one = chosen();
    if (one) document.getElementById(optionId(one))?.scrollIntoView({ block: "nearest" });
  });

  async function go(to: Destination | undefined): Promise<void> {
    if (!to) return;
    if (to.kind === "room") {
      props.onClose();
      navigate(`/rooms/${to.id}`);
      return;
    }
    setFriend(chat.users.find(to.id));
    if (await actions.talk()) props.onClose();
  }

  function onKeyDown(event: KeyboardEvent): void {
    // An arrow or an Enter within a composition belongs to the input method.
    if (event.isComposing || event.keyCode === OF_INPUT_METHOD) return;
    const last = found().length - 1;
    const to = { ArrowDown: at() < last ? at() + 1 : 0, ArrowUp: at() > 0 ? at() - 1 : last }[event.key];
    if (event.key === "Enter") void go(chosen());
    else if (to === undefined) return;
    else setAt(Math.max(0, to));
    event.preventDefault();
  }

  return (
    <Dialog title={keyWords().switcher} onClose={() => props.onClose()}>
      <div class="search">
        <IconSearch aria-hidden="true" />
        <input
          type="text"
          role="combobox"
          autofocus
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="go"
          aria-label={keyWords().switcherHint}
          placeholder={keyWords().switcherHint}
          aria-expanded={found().length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={found().length > 0 ? optionId(chosen()!) : undefined}
          onInput={(event) => {
            setQuery(event.currentTarget.value.trim());
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div class="switcher-list" role="listbox" id={id} aria-label={keyWords().switcher}>
        <For each={found()}>
          {(one) => (
            <div
              id={optionId(one)}
              class="switcher-option"
              role="option"
              aria-selected={one === chosen()}
              // The field must keep the focus.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => void go(one)}
            >
              <span class="switcher-face">
                <Face of={one} />
              </span>
              <span class="switcher-name">{one.name}</span>
              <Note of={one} />
            </div>
          )}
        </For>
      </div>
      <Show when={found().length === 0}>
        <p class="dialog-text">{keyWords().nothing}</p>
      </Show>
    </Dialog>
  );
}

/** As in the lists of chats and friends. */
function Face(props: { of: Destination }) {
  const chat = useChat();
  return (
    <Show
      when={chat.rooms.find(props.of.id)}
      fallback={
        <Avatar id={props.of.id} name={props.of.name} url={chat.users.find(props.of.id)?.avatarUrl} />
      }
    >
      {(room) => <RoomFace room={room()} />}
    </Show>
  );
}

function Note(props: { of: Destination }) {
  const chat = useChat();
  const unread = () => chat.rooms.find(props.of.id)?.me?.unread ?? 0;
  return (
    <>
      <Show when={props.of.kind === "friend"}>
        <span class="switcher-note">{keyWords().chatWith}</span>
      </Show>
      <Show when={unread() > 0}>
        <Badge count={unread()} />
      </Show>
    </>
  );
}
