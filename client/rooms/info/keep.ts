import { createSignal } from "solid-js";

import type { Room } from "../../../src/protocol/room";
import { api, ask } from "../../api";
import { useChat } from "../../live/chat";
import { textOf } from "../../ui/form/form";

type KeptSettings = Pick<NonNullable<Room["me"]>, "notify" | "notifyUntil" | "favourite" | "markedUnread">;

/** Changes my settings of a room: shown at once, saved one after the other, reverted if the server refuses. */
export function createKeep(room: () => Room) {
  const { rooms } = useChat();
  const [fault, setFault] = createSignal("");
  let saving: Promise<void> = Promise.resolve();

  function keep(own: Partial<KeptSettings>): void {
    const { id, me } = room();
    if (!me) return;
    // Without a time, what is chosen is for good.
    const next = own.notify ? { notifyUntil: null, ...own } : own;
    const before = Object.fromEntries(
      Object.keys(next).map((key) => [key, me[key as keyof KeptSettings]]),
    ) as Partial<KeptSettings>;
    rooms.keep({ ...me, ...next, roomId: id });
    saving = saving.then(() => save(id, own)).catch((error: unknown) => revert(error));

    // Another device may have changed the rest, or even this, meanwhile.
    function revert(error: unknown): void {
      const now = rooms.find(id)?.me;
      if (now) rooms.keep({ ...now, ...before, roomId: id });
      void rooms.fetch(id);
      setFault(textOf(error));
    }
  }

  async function save(id: string, own: Partial<KeptSettings>): Promise<void> {
    setFault("");
    const asked = rooms.now();
    const answer = await ask(() => api.rooms({ id }).me.patch(own));
    rooms.put(answer.room, asked);
  }

  return { fault, keep, save };
}
