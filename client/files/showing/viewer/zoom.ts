// How a picture lies in the viewer, as pure functions: how large, and how far off the middle, in px.

export interface Zoom {
  scale: number;
  x: number;
  y: number;
}

/** From the middle of the stage. */
export interface ZoomSpot {
  x: number;
  y: number;
}

export interface Frames {
  /** The space there is. */
  stage: { width: number; height: number };
  /** The picture as it fits into that. */
  picture: { width: number; height: number };
}

export const WHOLE: Zoom = { scale: 1, x: 0, y: 0 };
const MOST = 8;
/** By a double tap, and by the keys and buttons. */
export const TAP = 2.5;
export const STEP = 1.5;

/** What lies under the spot stays there. */
export function zoomAt({ scale, x, y }: Zoom, factor: number, at: ZoomSpot, frames: Frames): Zoom {
  const next = Math.min(MOST, Math.max(1, scale * factor));
  const by = next / scale;
  return within({ scale: next, x: at.x - (at.x - x) * by, y: at.y - (at.y - y) * by }, frames);
}

export const panned = ({ scale, x, y }: Zoom, by: ZoomSpot, frames: Frames): Zoom =>
  within({ scale, x: x + by.x, y: y + by.y }, frames);

/** Its edges do not come into the stage, and what is smaller than that stays in the middle. */
function within({ scale, x, y }: Zoom, { stage, picture }: Frames): Zoom {
  const most = (side: "width" | "height") => Math.max(0, (picture[side] * scale - stage[side]) / 2);
  const limited = (value: number, limit: number) => Math.min(limit, Math.max(-limit, value)) || 0;
  return { scale, x: limited(x, most("width")), y: limited(y, most("height")) };
}

/** The size of a picture that is wholly seen, and not larger than it is. */
export function fitted(natural: Frames["picture"], stage: Frames["stage"]): Frames["picture"] {
  const { width, height } = natural;
  if (!width || !height) return stage;
  const scale = Math.min(1, stage.width / width, stage.height / height);
  return { width: width * scale, height: height * scale };
}
