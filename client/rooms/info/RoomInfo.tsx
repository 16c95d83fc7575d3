import { Match, Show, Switch } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { words } from "../../i18n/words";
import { useChat } from "../../live/chat";
import { Dialog } from "../../ui/Dialog";
import { MemberList } from "../members/MemberList";
import { createMembers } from "../members/members";
import { About } from "./About";
import { Keeping } from "./Keeping";
import { Peer } from "./Peer";

/** Room info, beside the room. It follows frames while it is open. */
export function RoomInfo(props: { roomId: string; onClose: () => void }) {
  const chat = useChat();
  return (
    <Show when={chat.rooms.find(props.roomId)}>
      {(room) => (
        <Dialog title={words.groups.info} isDrawer onClose={props.onClose}>
          <div class="info">
            <Switch>
              <Match when={room().peer}>
                {(peer) => <Direct room={room()} peerId={peer().id} onClose={props.onClose} />}
              </Match>
              <Match when={room().kind === "group"}>
                <Group room={room()} onClose={props.onClose} />
              </Match>
            </Switch>
          </div>
        </Dialog>
      )}
    </Show>
  );
}

function Direct(props: { room: Room; peerId: string; onClose: () => void }) {
  return (
    <>
      <Peer userId={props.peerId} />
      <Keeping room={props.room} onClose={props.onClose} />
    </>
  );
}

function Group(props: { room: Room; onClose: () => void }) {
  const members = createMembers(() => props.room.id);
  return (
    <>
      <About room={props.room} />
      <Keeping room={props.room} members={members} onClose={props.onClose} />
      <MemberList room={props.room} members={members} />
    </>
  );
}
