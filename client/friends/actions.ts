import { useNavigate } from "@solidjs/router";

import type { User } from "../../src/protocol/user";
import { api, ask } from "../api";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { createAct } from "../ui/form/act";
import { closeProfile } from "./profile";

/** What I can do about a person. */
export function createActions(user: () => User) {
  const { friends, rooms, users } = useChat();
  const navigate = useNavigate();
  const { isBusy, fault, act } = createAct();
  const name = () => users.nameOf(user().id);

  async function talk(): Promise<void> {
    const { room } = await ask(() => api.rooms.post({ kind: "direct", userId: user().id }));
    rooms.put(room);
    closeProfile();
    navigate(`/rooms/${room.id}`);
  }

  return {
    isBusy,
    fault,
    talk: () => act(talk),
    add: () => act(() => friends.add(user()), words.people.added(name())),
    favour: (favourite: boolean) => act(() => friends.favour(user().id, favourite)),
    remove: () => act(() => friends.remove(user().id), words.people.removed(name())),
    block: () => act(() => friends.block(user()), words.people.blocked(name())),
    unblock: () => act(() => friends.unblock(user().id), words.people.unblocked(name())),
  };
}
