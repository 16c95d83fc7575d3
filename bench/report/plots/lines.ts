import type { Scale } from "./scale";
import { escaped, fixed, label, line, STYLES, path, type Picture, picture, type Point } from "./svg";

export interface Series {
  /** Written at the line's end. */
  text: string;
  /** Index of its style, the same in every plot of a run. 0 is ours. */
  style: number;
  points: Point[];
}

const WIDTH = 860;
const HEIGHT = 440;
const GAP = 18;
const LABEL_ROOM = 26;

/** A chart with one line per series, labelled at its end. */
export function lines(
  words: Pick<Picture, "title" | "desc" | "notes">,
  [x, y]: [Scale, Scale],
  { series, right }: { series: Series[]; right: number },
): string {
  const box = {
    left: 76,
    top: 92 + 17 * (words.notes.length - 1),
    right: WIDTH - right,
    bottom: HEIGHT - 52,
  };
  const place = ([a, b]: Point): Point => [
    box.left + x.at(a) * (box.right - box.left),
    box.bottom - y.at(b) * (box.bottom - box.top),
  ];
  // Ours is drawn last, on top of the others.
  const drawn = series
    .map((one) => ({ ...one, points: one.points.map(place) }))
    .toSorted((one, other) => other.style - one.style);
  const body = [...axes(box, [x, y]), ...drawn.flatMap(stroke), ...names(drawn, box)];
  return picture({ ...words, width: WIDTH, height: HEIGHT }, body);
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

function axes({ left, top, right, bottom }: Box, [x, y]: [Scale, Scale]): string[] {
  const upright = x.ticks.flatMap(({ value, text }) => {
    const at = left + x.at(value) * (right - left);
    return [line([at, top], [at, bottom], "grid"), label(at, bottom + 19, text, "tick middle")];
  });
  const level = y.ticks.flatMap(({ value, text }) => {
    const at = bottom - y.at(value) * (bottom - top);
    return [line([left, at], [right, at], "grid"), label(left - 9, at + 4, text, "tick end")];
  });
  const base = line([left, bottom], [right, bottom], "axis");
  const under = label((left + right) / 2, bottom + 40, x.name, "tick middle");
  return [...upright, ...level, base, under, label(24, top - 14, y.name, "tick")];
}

function stroke({ points, style, text }: Series): string[] {
  const isLong = points.length > 40;
  const kind = `s${style % STYLES}${style === 0 ? " ours" : ""}${isLong ? " long" : ""}`;
  const marked = points.length > 12 ? points.slice(-1) : points;
  return [
    `<g><title>${escaped(text)}</title>`,
    path(points, kind),
    ...marked.map((at) => mark(at, style)),
    "</g>",
  ];
}

function names(series: Series[], { top, bottom, right }: Box): string[] {
  const ends = series.map(({ points }): Point => points.at(-1) ?? [right, bottom]);
  const heights = spaceOut(
    ends.map(([, y]) => y),
    GAP,
    [top, bottom],
  );
  return series.flatMap(({ text, style }, at) => {
    const [x, y]: Point = ends[at] ?? [right, bottom];
    const height = heights[at] ?? y;
    const kind = `s${style % STYLES}`;
    const lead = line([x + 6, y], [right + LABEL_ROOM - 5, height], `lead ${kind}`);
    return [
      lead,
      label(right + LABEL_ROOM, height + 4, text, `series ${kind}${style === 0 ? " strong" : ""}`),
    ];
  });
}

/** Moves labels apart so that each is at least `gap` from the next, as near to its wanted position as possible. */
export function spaceOut(wanted: number[], gap: number, [top, bottom]: [number, number]): number[] {
  const order = wanted.map((_, at) => at).sort((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
  const placed = [...wanted];
  let free = top;
  for (const at of order) {
    placed[at] = Math.max(wanted[at] ?? 0, free);
    free = (placed[at] ?? 0) + gap;
  }
  free = bottom;
  for (const at of order.toReversed()) {
    placed[at] = Math.min(placed[at] ?? 0, free);
    free = (placed[at] ?? 0) - gap;
  }
  return placed;
}

// Circle, square, diamond, triangle: full, then hollow.
function mark([x, y]: Point, style: number): string {
  const kind = `mark s${style % STYLES}${style % STYLES < 4 ? "" : " hollow"}`;
  const [a, b] = [fixed(x), fixed(y)];
  const shapes = [
    `<circle cx="${a}" cy="${b}" r="4.5" class="${kind}"/>`,
    `<rect x="${fixed(x - 3.5)}" y="${fixed(y - 3.5)}" width="7" height="7" class="${kind}"/>`,
    `<path d="M${a} ${fixed(y - 5)}l5 5l-5 5l-5 -5z" class="${kind}"/>`,
    `<path d="M${a} ${fixed(y - 4.5)}l4.5 8h-9z" class="${kind}"/>`,
  ];
  return shapes[style % shapes.length] ?? "";
}
