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
    const { notify, notifyUntil, favourite, markedUnread } = me;
    const before: KeptSettings = { notify, notifyUntil, favourite, markedUnread };
    // Without a time, what is chosen is for good.
    rooms.keep({ roomId: id, ...before, ...(own.notify && { notifyUntil: null }), ...own });
    saving = saving.then(() => save(id, own)).catch((error: unknown) => revert(error));

    function revert(error: unknown): void {
      rooms.keep({ roomId: id, ...before });
      setFault(textOf(error));
    }
  }

  async function save(id: string, own: Partial<KeptSettings>): Promise<void> {
    setFault("");
    const answer = await ask(() => api.rooms({ id }).me.patch(own));
    rooms.put(answer.room);
  }

  return { fault, keep, save };
}
