import { isFaultCount, type Spread } from "./figures";

/** Escapes text for a table cell or a line of Markdown. */
export function cell(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;" };
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\\`*_[\]<>&|#~]/g, (sign) => entities[sign] ?? `\\${sign}`);
}

/** Code in a table cell. */
export function code(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
  const fence = line.includes("`") ? "``" : "`";
  return fence === "`" ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

export function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

const rounded = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** Three significant digits: 12,300 · 4.27 · 0.051. */
export function number(value: number): string {
  return rounded.format(value);
}

export function duration(ms: number): string {
  return ms < 1000 ? `${number(ms)} ms` : `${number(ms / 1000)} s`;
}

/** Counts of faults are exact, other figures rounded. */
export function figureText(figure: string, value: number): string {
  return isFaultCount(figure) ? whole.format(value) : number(value);
}

/** "ms" of "last p50 ms", "KB" of "KB a socket". */
export function unitOf(figure: string): string {
  if (figure === "seconds") return " s";
  const unit = figure.split(" ").find((word) => ["ms", "MB", "KB", "µs", "messages/s"].includes(word));
  return unit ? ` ${unit}` : "";
}

/** `median (min–max)`; only the median if there was one pass, or if all round to the same. */
export function spreadText(figure: string, found: Spread | undefined): string {
  if (!found) return "–";
  const median = figureText(figure, found.median);
  const [min, max] = [figureText(figure, found.min), figureText(figure, found.max)];
  return min === max ? median : `${median} (${min}–${max})`;
}
