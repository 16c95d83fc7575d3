// A swipe on a message, as a pure function of where the finger went: against the direction of the page (to the left in a
// page from left to right), as in KakaoTalk, because browsers go back by a swipe the other way. The first px decide whether
// it is one; what began as scrolling stays scrolling.

// In px: how far the finger goes before it is known where it is going.
const SLOP = 10;
/** In px: from here on, letting go replies. */
export const FAR = 56;
// In px: beyond `FAR` the message hardly follows any more.
const MOST = 80;
// How much more sideways than up or down it must begin.
const SIDEWAYS = 1.5;

export interface Swipe {
  start: { x: number; y: number };
  /** What the movement turned out to be. */
  kind: "unknown" | "swipe" | "other";
  /** How far the message has followed the finger, in px. */
  by: number;
}

export const beginSwipe = (x: number, y: number): Swipe => ({ start: { x, y }, kind: "unknown", by: 0 });

export function moveSwipe(swipe: Swipe, x: number, y: number, isRtl: boolean): Swipe {
  const along = (swipe.start.x - x) * (isRtl ? -1 : 1);
  const across = Math.abs(y - swipe.start.y);
  const kind = swipe.kind === "unknown" ? kindOf(along, across) : swipe.kind;
  return { ...swipe, kind, by: kind === "swipe" ? follow(along - SLOP) : 0 };
}

export const isFar = ({ by }: Swipe): boolean => by >= FAR;

function kindOf(along: number, across: number): Swipe["kind"] {
  if (Math.hypot(along, across) < SLOP) return "unknown";
  return along > across * SIDEWAYS ? "swipe" : "other";
}

const follow = (way: number): number => {
  if (way <= FAR) return Math.max(0, way);
  return Math.min(MOST, FAR + (way - FAR) / 4);
};
