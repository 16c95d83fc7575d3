import { createSignal, untrack } from "solid-js";

import type { Message, Steps } from "../../src/protocol/message";
import type { Frame } from "../live/frame";
import { countAt, lower, upTo } from "./steps";

interface UnreadOptions {
  // The first and last seq that are loaded; undefined if there are none.
  rangeOf: (roomId: string) => [from: number, to: number] | undefined;
  fetch: (roomId: string, from: number, to: number) => Promise<Steps>;
}

interface ReadCounts {
  steps: () => Steps;
  setSteps: (steps: Steps) => void;
  // The numbers of messages before this seq may be out of date.
  doubt: () => number;
  setDoubt: (below: number) => void;
  isAsking: boolean;
  // The last frame may be from before the room was watched.
  isStale: boolean;
}

// In ms: in a busy room, numbers far above the newest are not requested more often.
const APART = 1000;

/**
 * KakaoTalk's number: how many have not read a message. Each message brings its own, frames lower those of the newest
 * hundred, and for older messages on screen that may have changed, the numbers are requested.
 */
export function createUnread({ rangeOf, fetch }: UnreadOptions) {
  const rooms = new Map<string, ReadCounts>();

  const of = ({ roomId, seq, unread }: Message): number =>
    Math.min(unread, countAt(roomOf(roomId).steps(), seq));

  function receive({ roomId, from, steps }: Frame<"room.unread">, head: number): void {
    const room = roomOf(roomId);
    const before = countAt(untrack(room.steps), from);
    learn(roomId, upTo(head, steps));
    // A member who has read up to there may have read earlier messages, too.
    if (room.isStale || countAt(steps, from) < before) doubt(roomId, from);
    room.isStale = false;
  }

  /** The room is watched from now on. Frames come, the first of them at once; earlier changes may have been missed. */
  const begin = (roomId: string): void => void (roomOf(roomId).isStale = true);

  const isDoubted = ({ roomId, seq }: Message): boolean => seq < roomOf(roomId).doubt();

  /** Requests the numbers of the room that may be out of date. */
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
      // The next link marks all of them as out of date again.
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

  return { of, receive, begin, isDoubted, check };
}

function createKnown(): ReadCounts {
  const [steps, setSteps] = createSignal<Steps>([]);
  // Always notifies: a message that has just been checked may be out of date again.
  const [doubt, setDoubt] = createSignal(0, { equals: false });
  return { steps, setSteps, doubt, setDoubt, isAsking: false, isStale: true };
}
