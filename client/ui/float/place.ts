import type { Size } from "../../menus/place";

// Where something floats that belongs to an element: right above or below it, and inside the page.

/** As DOMRect has it. */
export type Edges = Pick<DOMRect, "left" | "right" | "top" | "bottom">;

// In px: to the element, and to the edge of the page.
const GAP = 6;
const EDGE = 8;

/** Above if it fits there, else below, else where there is more space: then it may cover the element. */
export function placeBeside(anchor: Edges, size: Size, page: Size): { x: number; y: number } {
  const [above, below] = [anchor.top - GAP - size.height, anchor.bottom + GAP];
  const isRoomBelow = below + size.height <= page.height - EDGE;
  const isMoreAbove = anchor.top > page.height - anchor.bottom;
  const y = above >= EDGE || (!isRoomBelow && isMoreAbove) ? above : below;
  const x = (anchor.left + anchor.right - size.width) / 2;
  return { x: within(x, page.width - size.width), y: within(y, page.height - size.height) };
}

const within = (at: number, last: number): number => Math.max(EDGE, Math.min(at, last - EDGE));
