import { createSignal, untrack } from "solid-js";

import type { Message, Steps } from "../../src/protocol/message";
import type { FrameOf } from "../live/frame";
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
  staleBelow: () => number;
  setStaleBelow: (below: number) => void;
  isAsking: boolean;
  // The last frame may be from before the room was watched.
  awaitsFrame: boolean;
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

  function receive({ roomId, from, steps }: FrameOf<"room.unread">, head: number): void {
    const room = roomOf(roomId);
    const before = countAt(untrack(room.steps), from);
    learn(roomId, upTo(head, steps));
    // A member who has read up to there may have read earlier messages, too.
    if (room.awaitsFrame || countAt(steps, from) < before) markStale(roomId, from);
    room.awaitsFrame = false;
  }

  /** The room is watched from now on. Frames come, the first of them at once; earlier changes may have been missed. */
  const onWatched = (roomId: string): void => void (roomOf(roomId).awaitsFrame = true);

  const isStale = ({ roomId, seq }: Message): boolean => seq < roomOf(roomId).staleBelow();

  /** Requests the numbers of the room that may be out of date. */
  async function check(roomId: string): Promise<void> {
    const room = roomOf(roomId);
    const [from, last] = untrack(() => rangeOf(roomId)) ?? [];
    if (room.isAsking || from === undefined || last === undefined) return;
    room.isAsking = true;
    const to = Math.min(last, untrack(room.staleBelow) - 1);
    room.setStaleBelow(0);
    try {
      learn(roomId, upTo(to, await fetch(roomId, from, to)));
    } catch {
      // The next link marks all of them as out of date again.
    }
    setTimeout(() => {
      room.isAsking = false;
      room.setStaleBelow(untrack(room.staleBelow));
    }, APART);
  }

  function learn(roomId: string, steps: Steps): void {
    const room = roomOf(roomId);
    if (steps.length > 1) room.setSteps(lower(untrack(room.steps), steps));
  }

  function markStale(roomId: string, below: number): void {
    const room = roomOf(roomId);
    room.setStaleBelow(Math.max(below, untrack(room.staleBelow)));
  }

  function roomOf(roomId: string): ReadCounts {
    const known = rooms.get(roomId) ?? createReadCounts();
    rooms.set(roomId, known);
    return known;
  }

  return { of, receive, onWatched, isStale, check };
}

function createReadCounts(): ReadCounts {
  const [steps, setSteps] = createSignal<Steps>([]);
  // Always notifies: a message that has just been checked may be out of date again.
  const [staleBelow, setStaleBelow] = createSignal(0, { equals: false });
  return { steps, setSteps, staleBelow, setStaleBelow, isAsking: false, awaitsFrame: true };
}
