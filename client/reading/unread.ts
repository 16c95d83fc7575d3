import { createSignal, untrack } from "solid-js";

import type { Message, Steps } from "../../src/protocol/message";
import type { Frame } from "../live/frame";
import { countAt, lower, upTo } from "./steps";

interface UnreadOptions {
  // From and to what is here of the room; undefined where that is nothing.
  rangeOf: (roomId: string) => [from: number, to: number] | undefined;
  fetch: (roomId: string, from: number, to: number) => Promise<Steps>;
}

interface ReadCounts {
  steps: () => Steps;
  setSteps: (steps: Steps) => void;
  // Of messages before this seq, something may have been missed.
  doubt: () => number;
  setDoubt: (below: number) => void;
  isAsking: boolean;
  // What was told before may be long ago.
  isStale: boolean;
}

// In ms: in a busy room, numbers far above the newest are not asked for more often.
const APART = 1000;

/**
 * KakaoTalk's number: how many have not read a message. Each brings its own, frames lower those of the newest hundred,
 * and what frames may not have told is asked for where it is on screen.
 */
export function createUnread({ rangeOf, fetch }: UnreadOptions) {
  const rooms = new Map<string, ReadCounts>();

  const of = ({ roomId, seq, unread }: Message): number =>
    Math.min(unread, countAt(roomOf(roomId).steps(), seq));

  function hear({ roomId, from, steps }: Frame<"room.unread">, head: number): void {
    const room = roomOf(roomId);
    const before = countAt(untrack(room.steps), from);
    learn(roomId, upTo(head, steps));
    // Whoever has read up to there may have read what lies before it, too.
    if (room.isStale || countAt(steps, from) < before) doubt(roomId, from);
    room.isStale = false;
  }

  /** From now on frames come, the first of them at once; what came before may have been missed. */
  const begin = (roomId: string): void => void (roomOf(roomId).isStale = true);

  const isDoubted = ({ roomId, seq }: Message): boolean => seq < roomOf(roomId).doubt();

  /** Asks for what is doubted of the room. */
  async function check(roomId: string): Promise<void> {
    const room = roomOf(roomId);
    const [from, last] = untrack(() => rangeOf(roomId)) ?? [];
    if (room.isAsking || from === undefined || last === undefined) return;
    room.isAsking = true;
    const to = Math.min(last, untrack(room.doubt) - 1);
    room.setDoubt(0);
    try {
      learn(roomId, upTo(to, await fetch(roomId, from, to)));
    } catch {
      // With the next link all is doubted again.
    }
    setTimeout(() => {
      room.isAsking = false;
      room.setDoubt(untrack(room.doubt));
    }, APART);
  }

  function learn(roomId: string, steps: Steps): void {
    const room = roomOf(roomId);
    if (steps.length > 1) room.setSteps(lower(untrack(room.steps), steps));
  }

  function doubt(roomId: string, below: number): void {
    const room = roomOf(roomId);
    room.setDoubt(Math.max(below, untrack(room.doubt)));
  }

  function roomOf(roomId: string): ReadCounts {
    const known = rooms.get(roomId) ?? createKnown();
    rooms.set(roomId, known);
    return known;
  }

  return { of, hear, begin, isDoubted, check };
}

function createKnown(): ReadCounts {
  const [steps, setSteps] = createSignal<Steps>([]);
  // That it is doubted still is news for whoever has just been told otherwise.
  const [doubt, setDoubt] = createSignal(0, { equals: false });
  return { steps, setSteps, doubt, setDoubt, isAsking: false, isStale: true };
}
