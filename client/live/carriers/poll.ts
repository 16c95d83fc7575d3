import { createSignal } from "solid-js";

import type { ServerFrame } from "../../../src/protocol/frames";
import type { HeadsPart } from "../frame";
import type { CarrierEvents } from "./succession";
import { backOff } from "./wait";

// The last resort, where WebSockets are blocked and a proxy holds the event stream back: the rooms' heads, over plain REST,
// again and again. What is new in a room is then fetched by seq, as after any lost connection. No typing, no presence.
//
//   idle ──start──▶ asking ──answered──▶ resting (open) ──▶ asking again (still open)
//                     ▲                                         │
//                     └────────back-off──── waiting ◀──no answer┘
//
// It never replaces the others: these go on trying, and as soon as one of them opens, the link stops this one.
type PollState = "idle" | "asking" | "resting" | "waiting";

export interface PollOptions extends CarrierEvents {
  userId: string;
  /** A page of my rooms, favourites first, then by newest activity. */
  fetchRooms: (cursor: string | undefined) => Promise<HeadsPart & { cursor: string | null }>;
}

// A person waits this long for a message at most; ten thousand such people ask a thousand times a second.
const REST_MS = 10_000;
const HIDDEN_REST_MS = 60_000;
// The newest rooms are on the first page. What changed further down (read elsewhere, left elsewhere) waits for every sixth.
const WHOLE_EVERY = 6;
// More rooms than this in a welcome are split, as the server does it.
const PART = 500;

export type Poll = ReturnType<typeof createPoll>;

export function createPoll({ userId, fetchRooms, onFrame, onLost }: PollOptions) {
  const [state, setState] = createSignal<PollState>("idle");
  const [isOpen, setOpen] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let rounds = 0;
  let attempts = 0;
  // An answer to an earlier round is not used.
  let current = 0;
  let isWantedAgain = false;

  function start(): void {
    if (state() !== "idle") return;
    rounds = attempts = 0;
    void ask();
  }

  function stop(): void {
    current++;
    clearTimeout(timer);
    isWantedAgain = false;
    setState("idle");
    setOpen(false);
  }

  /** Asks now instead of at the end of the rest: something has just been sent, or the page is in view again. */
  function soon(): void {
    if (state() === "asking") isWantedAgain = true;
    else if (state() !== "idle") void ask();
  }

  /** What was sent over REST got no answer. */
  function unanswered(): void {
    if (state() !== "idle" && state() !== "waiting") lose();
  }

  async function ask(): Promise<void> {
    const mine = ++current;
    clearTimeout(timer);
    setState("asking");
    isWantedAgain = false;
    const isWhole = rounds % WHOLE_EVERY === 0;
    try {
      const all = await fetchAll(isWhole);
      if (mine !== current) return;
      rounds++;
      attempts = 0;
      setOpen(true);
      for (const frame of isWhole ? welcome(all) : [heads(all, false)]) onFrame(frame);
      // A frame may have ended it.
      if (mine === current) rest();
    } catch {
      if (mine === current) lose();
    }
  }

  async function fetchAll(isWhole: boolean): Promise<HeadsPart> {
    const pages: HeadsPart[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await fetchRooms(cursor);
      pages.push(page);
      if (!isWhole || page.cursor === null) break;
      ({ cursor } = page);
    }
    return { rooms: pages.flatMap(({ rooms }) => rooms), kept: pages.flatMap(({ kept }) => kept ?? []) };
  }

  function rest(): void {
    setState("resting");
    const isHidden = typeof document !== "undefined" && document.visibilityState === "hidden";
    timer = setTimeout(() => void ask(), isWantedAgain ? 0 : isHidden ? HIDDEN_REST_MS : REST_MS);
  }

  function lose(): void {
    current++;
    clearTimeout(timer);
    const wasOpen = isOpen();
    setState("waiting");
    setOpen(false);
    rounds = 0;
    timer = setTimeout(() => void ask(), backOff(attempts++));
    if (wasOpen) onLost();
  }

  // Each frame has all settings: only those of its rooms are looked up.
  function welcome({ rooms, kept }: HeadsPart): ServerFrame[] {
    const first = { rooms: rooms.slice(0, PART), kept };
    const frames: ServerFrame[] = [
      { type: "welcome", userId, machine: "", epoch: "", version: "", now: Date.now(), ...first },
    ];
    for (let at = PART; at < rooms.length; at += PART)
      frames.push(heads({ rooms: rooms.slice(at, at + PART), kept }, at + PART >= rooms.length));
    // A full welcome is never the last part.
    if (rooms.length === PART) frames.push(heads({ rooms: [] }, true));
    return frames;
  }

  return { start, stop, soon, unanswered, isOpen };
}

const heads = (part: HeadsPart, last: boolean): ServerFrame => ({ type: "heads", ...part, last });
