import { Match, Show, Switch } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { SharedCard } from "../../files/room/SharedCard";
import { useChat } from "../../live/chat";
import { MemberList } from "../members/MemberList";
import { createMembers } from "../members/members";
import { About } from "./About";
import { Keeping } from "./Keeping";
import { Peer } from "./Peer";
import { Pinned } from "./pins/Pinned";

/** What the info says of a room. It follows frames while it is open. */
export function RoomInfo(props: { roomId: string }) {
  const chat = useChat();
  return (
    <Show when={chat.rooms.find(props.roomId)}>
      {(room) => (
        <div class="info">
          <Switch>
            <Match when={room().peer}>{(peer) => <Direct room={room()} peerId={peer().id} />}</Match>
            <Match when={room().kind === "group"}>
              <Group room={room()} />
            </Match>
          </Switch>
        </div>
      )}
    </Show>
  );
}

function Direct(props: { room: Room; peerId: string }) {
  return (
    <>
      <Peer userId={props.peerId} />
      <Pinned roomId={props.room.id} />
      <SharedCard roomId={props.room.id} />
      <Keeping room={props.room} />
    </>
  );
}

function Group(props: { room: Room }) {
  const members = createMembers(() => props.room.id);
  return (
    <>
      <About room={props.room} />
      <Pinned roomId={props.room.id} />
      <SharedCard roomId={props.room.id} />
      <Keeping room={props.room} members={members} />
      <MemberList room={props.room} members={members} />
    </>
  );
}
