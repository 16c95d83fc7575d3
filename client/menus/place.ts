// Where menus stand. All in px, from the top left of what is visible of the page.

export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

// Between a menu, or what a sheet is about, and the edge of the page or of the sheet.
const EDGE = 8;

/** A menu's top left: at the point, and where the page ends on its other side; never outside the page. */
export function placeMenu({ x, y }: Point, menu: Size, page: Size): Point {
  const fit = (at: number, size: number, whole: number) => {
    const flipped = at + size + EDGE > whole ? at - size : at;
    return Math.max(EDGE, Math.min(flipped, whole - size - EDGE));
  };
  return { x: fit(x, menu.width, page.width), y: fit(y, menu.height, page.height) };
}

/**
 * Where what a sheet is about is shown while the sheet is open: at its place, or as far above it as the sheet needs. What
 * does not fit above the sheet is cut off at its end.
 */
export function liftAbove(
  about: { top: number; height: number },
  sheet: { top: number },
): { top: number; height: number } {
  const end = sheet.top - EDGE;
  const height = Math.max(0, Math.min(about.height, end - EDGE));
  return { top: Math.max(EDGE, Math.min(about.top, end - height)), height };
}
