import { createEffect, createMemo, on } from "solid-js";

import { useChat } from "../../live/chat";
import { createAttention } from "./attention";
import { createReporter } from "./reporter";
import { sightOf } from "./sight";

// In ms: in a busy room, and while someone scrolls, the read cursor is not sent for every single message.
const READ_APART = 300;

interface ReadingOptions {
  roomId: () => string;
  list: () => HTMLElement;
  isAtEnd: () => boolean;
  /** Whether the rows are where they will be. */
  isPlaced: () => boolean;
  /** The newest message that the row of this one stands for. */
  endOf: (seq: number) => number;
}

/**
 * Moves my read cursor while someone looks at a room: to what was in view long enough (dwell.ts), and at the end to the
 * newest message at once, because it is below everything that was read.
 */
export function createReading({ roomId, list, isAtEnd, isPlaced, endOf }: ReadingOptions) {
  const chat = useChat();
  const attention = createAttention();
  const own = () => chat.rooms.find(roomId())?.me;
  createEffect(on(roomId, attention.forget, { defer: true }));

  /** What my cursor should move to. */
  const due = (): number | undefined => {
    const timeline = chat.messages.find(roomId());
    const me = own();
    if (!me || timeline?.state !== "ready" || !chat.isOpen()) return undefined;
    const isAllSeen = timeline.isLive && isAtEnd() && attention.isAttentive();
    if (isAllSeen && (timeline.last > me.cursor || me.markedUnread)) return timeline.last;
    // Not beyond what is loaded: the room may have been left and joined again.
    const read = Math.min(attention.upTo(), timeline.last);
    return read > me.cursor ? read : undefined;
  };

  // Each change of the cursor counts, too: one that went back with the link was not stored, and is sent again.
  const what = createMemo(() => {
    const seq = due();
    return seq === undefined ? undefined : `${seq} ${own()?.cursor} ${own()?.markedUnread}`;
  });
  createReporter(
    what,
    () => {
      const seq = due();
      if (seq !== undefined) chat.read(roomId(), seq);
    },
    READ_APART,
  );

  let isLooked = false;

  /** Something has moved. The rows are measured once per frame, and only if there is something to read. */
  function look(): void {
    if (isLooked) return;
    isLooked = true;
    requestAnimationFrame(() => {
      isLooked = false;
      if (!list().isConnected || !isUnread()) return;
      attention.sees(isPlaced() ? sightOf(rows(), box(list())) : undefined);
    });
  }

  const isUnread = (): boolean => (own()?.unread ?? 0) > 0;

  const box = (element: Element) => element.getBoundingClientRect();

  const rows = () =>
    [...list().querySelectorAll<HTMLElement>("[data-key]")].flatMap((row) => {
      // A draft has no seq.
      const from = Number(row.dataset["key"]);
      const { top, bottom } = box(row);
      return Number.isInteger(from) && bottom > top ? [{ from, to: endOf(from), top, bottom }] : [];
    });

  return { look };
}
