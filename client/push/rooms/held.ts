import { createEffect, onCleanup } from "solid-js";

import { now } from "../../i18n/clock";
import { useChat } from "../../live/chat";

// Longer waits overflow a timer: until then it is looked at each minute.
const LONGEST_MS = 24 * 3_600_000;

/**
 * Rooms that are muted until some time are at "all" again afterwards, without anybody doing anything (docs/protocol.md):
 * here the store is put right, so that bells, sounds and the potato need not know of it.
 */
export function followMuteTimes(): void {
  const chat = useChat();
  createEffect(() => {
    // Timers stop while a machine sleeps: it is looked at again each minute, and when the page comes to the front.
    now();
    const ends = chat.rooms.sorted().flatMap(({ me }) => me?.notifyUntil ?? []);
    if (ends.length === 0) return;
    const end = Math.min(...ends);
    const wait = end - Date.now();
    if (wait <= 0) return release(Date.now());
    if (wait > LONGEST_MS) return;
    // A timer may end some fraction of a millisecond before the clock says so.
    const timer = setTimeout(release, wait, end);
    onCleanup(() => clearTimeout(timer));
  });

  function release(at: number): void {
    for (const { id, me } of chat.rooms.sorted()) {
      if (!me || me.notifyUntil === null || me.notifyUntil > at) continue;
      const { favourite, markedUnread } = me;
      chat.rooms.keep({ roomId: id, notify: "all", notifyUntil: null, favourite, markedUnread });
    }
  }
}
