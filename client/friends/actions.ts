import { useNavigate } from "@solidjs/router";
import { createSignal } from "solid-js";

import type { User } from "../../src/protocol/user";
import { api, ask } from "../api";
import { words } from "../i18n/words";
import { useChat } from "../live/chat";
import { announce } from "../ui/Announcer";
import { textOf } from "../ui/form/form";
import { closeProfile } from "./profile";

/** What I can do about someone; one thing at a time, and `fault` says what went wrong. */
export function createActions(user: () => User) {
  const { friends, rooms } = useChat();
  const navigate = useNavigate();
  const [isBusy, setBusy] = createSignal(false);
  const [fault, setFault] = createSignal("");

  /** Whether it was done. */
  async function act(what: () => Promise<void>, news?: (name: string) => string): Promise<boolean> {
    if (isBusy()) return false;
    const { nickname } = user();
    setBusy(true);
    setFault("");
    try {
      await what();
      if (news) announce(news(nickname));
      return true;
    } catch (error) {
      setFault(textOf(error));
      return false;
    } finally {
      setBusy(false);
    }
  }

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
    add: () => act(() => friends.add(user()), words.people.added),
    favour: (favourite: boolean) => act(() => friends.favour(user().id, favourite)),
    remove: () => act(() => friends.remove(user().id), words.people.removed),
    block: () => act(() => friends.block(user()), words.people.blocked),
    unblock: () => act(() => friends.unblock(user().id), words.people.unblocked),
  };
}
