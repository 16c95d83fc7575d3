/** A picture as SVG text, without scripts, in the reader's light or dark colour scheme. */
export interface Picture {
  title: string;
  /** A description for screen readers. */
  desc: string;
  /** Under the title. */
  notes: string[];
  width: number;
  height: number;
}

export function picture({ title, desc, notes, width, height }: Picture, body: string[]): string {
  const all = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${escaped(title)}</title>`,
    `<desc id="desc">${escaped(desc)}</desc>`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    label(24, 32, title, "title"),
    ...notes.map((note, row) => label(24, 52 + 17 * row, note, "note")),
    ...body,
    "</svg>",
  ];
  return `${all.join("\n")}\n`;
}

export function escaped(text: string): string {
  const signs: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replaceAll(/[&<>"]/g, (sign) => signs[sign] ?? sign);
}

export function label(x: number, y: number, text: string, kind: string): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" class="${kind}">${escaped(text)}</text>`;
}

export function line([x1, y1]: Point, [x2, y2]: Point, kind: string): string {
  return `<line x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}" class="${kind}"/>`;
}

export type Point = [x: number, y: number];

export function path(points: Point[], kind: string): string {
  const steps = points.map(([x, y], at) => `${at === 0 ? "M" : "L"}${fixed(x)} ${fixed(y)}`);
  return `<path d="${steps.join("")}" class="line ${kind}"/>`;
}

export const fixed = (value: number): string => String(Math.round(value * 10) / 10);

/** How many different styles there are: each has its hue, dashes and mark. */
export const STYLES = 8;

// Hues that colour-blind readers can tell apart, each with a contrast of 3:1 or more against the background.
const light = ["#0b5fa5", "#b34a00", "#00745a", "#a3367a", "#57606a", "#7a6500", "#5b45c9", "#b3261e"];
const dark = ["#58b4f0", "#f0a030", "#35c99b", "#f09ac8", "#aab2bc", "#e6d648", "#b3a4ff", "#ff8a75"];
const dashes = ["none", "7 3", "2 3", "10 3 2 3", "5 5", "12 4", "1 4", "8 2 2 2 2 2"];

const hues = (colours: string[]) => colours.map((colour, at) => `.s${at}{--hue:${colour}}`).join("");

const style = [
  "svg{--paper:#fff;--ink:#1f2328;--faint:#59636e;--grid:#d8dee4;font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}",
  hues(light),
  dashes.map((dash, at) => `.s${at}.line{stroke-dasharray:${dash}}`).join(""),
  ".paper{fill:var(--paper)}text{fill:var(--ink)}.title{font-size:17px;font-weight:600}.note,.tick{fill:var(--faint)}",
  ".note{font-size:12.5px}.tick{font-size:12px}.middle{text-anchor:middle}.end{text-anchor:end}.strong{font-weight:700}",
  ".grid{stroke:var(--grid)}.axis{stroke:var(--faint)}.line{fill:none;stroke:var(--hue);stroke-width:1.8;stroke-linejoin:round}",
  ".line.ours{stroke-width:3.2}.line.line.long{stroke-width:1.6;stroke-dasharray:none}.mark,.bar{fill:var(--hue)}.mark.hollow{fill:var(--paper);stroke:var(--hue);stroke-width:1.8}.bar{opacity:.65}",
  ".lead{stroke:var(--hue);opacity:.6}text.series{fill:var(--hue)}.range{stroke:var(--ink);stroke-width:1.5}",
  `@media (prefers-color-scheme:dark){svg{--paper:#0d1117;--ink:#e6edf3;--faint:#9da7b3;--grid:#2b323b}${hues(dark)}}`,
].join("");
