import { createSignal } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { api, ask, isRefused } from "../../api";
import type { Chat } from "../../live/chat";

/** Undefined until that is known, and where I may not see it. */
type Source = () => Room | undefined;

// Of each signed-in user: another one on this page may see other rooms.
const sources = new WeakMap<Chat, Map<string, Source>>();

/** The room of this id: one of mine, or a public one, which is asked for once. */
export function sourceOf(chat: Chat, roomId: string): Room | undefined {
  const mine = chat.rooms.find(roomId);
  // Before my list has come, any of them could be mine.
  if (mine || !chat.rooms.isLoaded()) return mine;
  const known = sources.get(chat) ?? new Map<string, Source>();
  sources.set(chat, known);
  const source = known.get(roomId) ?? load(chat, known, roomId);
  known.set(roomId, source);
  return source();
}

function load(chat: Chat, known: Map<string, Source>, roomId: string): Source {
  const [room, setRoom] = createSignal<Room>();
  void fetchRoom();
  return room;

  async function fetchRoom(): Promise<void> {
    try {
      const { room: found } = await ask(() => api.rooms({ id: roomId }).get());
      if (found.peer) chat.users.learn([found.peer]);
      setRoom(found);
    } catch (error) {
      // Otherwise the next row that names it asks again.
      if (!isRefused(error, "not-found")) known.delete(roomId);
    }
  }
}
