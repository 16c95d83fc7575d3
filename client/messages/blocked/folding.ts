import { createEffect, createMemo, createSignal, on } from "solid-js";

import type { Message } from "../../../src/protocol/message";
import { useChat } from "../../live/chat";
import { isNewDay } from "../rows/grouping";
import { endOf, fold, type FoldedRun, type Folding, seqsOf } from "./fold";
import { foldsIn } from "./hides";

interface FoldingOptions {
  roomId: () => string;
  messages: () => Message[];
  readUpTo: () => number | undefined;
}

/** Folds what people I block write in a group, and remembers what I opened for as long as the room is open. */
export function createFolding({ roomId, messages, readUpTo }: FoldingOptions) {
  const chat = useChat();
  const [opened, setOpened] = createSignal<ReadonlySet<number>>(new Set());
  createEffect(on(roomId, () => setOpened(new Set<number>()), { defer: true }));

  const isApart = (one: Message, next: Message): boolean => {
    const limit = readUpTo();
    return isNewDay(one, next) || (limit !== undefined && one.seq <= limit && next.seq > limit);
  };

  const folding = createMemo((): Folding => {
    if (!foldsIn(chat, roomId())) return { rows: messages(), runs: new Map() };
    return fold(messages(), {
      isBlocked: chat.friends.isBlocked,
      isOpened: (seq) => opened().has(seq),
      isApart,
    });
  });

  function toggle(run: FoldedRun): void {
    const next = new Set(opened());
    for (const seq of seqsOf(messages(), run)) {
      if (run.isOpen) next.delete(seq);
      else next.add(seq);
    }
    setOpened(next);
  }

  return {
    rows: () => folding().rows,
    runAt: (seq: number): FoldedRun | undefined => folding().runs.get(seq),
    endOf: (seq: number): number => endOf(folding(), seq),
    toggle,
  };
}
