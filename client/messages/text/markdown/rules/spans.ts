// Where the marks within lines are, found from left to right in linear time: at most one mark of each kind is open at a time,
// so nothing is nested deeper than there are kinds, and nobody looks back.
import { type LinkTarget, linkAt } from "./address";
import { canClose, canOpen, isWorth, type MarkKind } from "./flanks";

export interface MarkSpan {
  kind: MarkKind | "code" | "link";
  from: number;
  to: number;
  inner: [from: number, to: number];
  target?: LinkTarget;
}

interface OpenMark {
  kind: MarkKind;
  from: number;
  mark: string;
}

const RUN = /\*+|~+|`+|\[|\n\s*/gu;
const MARKS: Record<MarkKind, string> = { strong: "**", em: "*", del: "~~" };

/** Spans by where they begin, with those inside of others; and the marks that are still open at the end. */
export function spansIn(text: string): { spans: MarkSpan[]; unclosed: string[] } {
  const spans: MarkSpan[] = [];
  let open: OpenMark[] = [];
  // In this line: runs of backticks that nothing closes, by their length.
  let unclosedCode = new Set<number>();

  function endLine(blanks: string): void {
    const isBlank = blanks.indexOf("\n", 1) > 0;
    open = isBlank ? [] : open.filter(({ kind }) => kind !== "em");
    unclosedCode = new Set();
  }

  function code(from: number, run: string): number {
    const start = from + run.length;
    if (unclosedCode.has(run.length) || /[a-z0-9]/iu.test(text[from - 1] ?? "")) return start;
    const end = codeEnd(text, start, run.length);
    if (end === undefined) unclosedCode.add(run.length);
    if (end === undefined || text.slice(start, end).trim() === "") return start;
    const pad = text[start] === " " && text[end - 1] === " " ? 1 : 0;
    spans.push({ kind: "code", from, to: end + run.length, inner: [start + pad, end - pad] });
    return end + run.length;
  }

  function link(from: number): number {
    const found = linkAt(text, from);
    if (!found) return from + 1;
    spans.push({ kind: "link", from, ...found });
    return found.to;
  }

  /** Closes what this run can close, from the inside out; else opens. */
  function emphasis(from: number, run: string): number {
    const end = from + run.length;
    let at = from;
    for (const { kind, from: begin } of [...open].reverse()) {
      const { length } = MARKS[kind];
      if (end - at < length || !kindsOf(run).includes(kind) || !canClose(kind, text, from, end)) continue;
      const inner: MarkSpan["inner"] = [begin + length, at];
      open = open.slice(
        0,
        open.findIndex((one) => one.kind === kind),
      );
      if (!isWorth(kind, text.slice(...inner))) return end;
      spans.push({ kind, from: begin, to: at + length, inner });
      at += length;
    }
    if (at === from) openAll(from, run);
    return end;
  }

  function openAll(from: number, run: string): void {
    for (const kind of kindsOf(run)) {
      if (!canOpen(kind, text, from, from + run.length)) continue;
      const isInner = kind === "em" && run.length === 3;
      open = open.filter((one) => one.kind !== kind);
      open.push({ kind, from: isInner ? from + 2 : from, mark: MARKS[kind] });
    }
  }

  function step(from: number, run: string): number {
    if (text[from - 1] === "\\") return from + run.length;
    if (run === "[") return link(from);
    return run.startsWith("`") ? code(from, run) : emphasis(from, run);
  }

  RUN.lastIndex = 0;
  for (let found = RUN.exec(text); found; found = RUN.exec(text)) {
    const { 0: run, index } = found;
    if (run.startsWith("\n")) endLine(run);
    else RUN.lastIndex = step(index, run);
  }
  spans.sort((one, other) => one.from - other.from);
  const unclosed = [
    ...open.map(({ mark }) => mark),
    ...[...unclosedCode].map((length) => "`".repeat(length)),
  ];
  return { spans, unclosed };
}

// Longer runs of stars are lines, or hide a word; a single tilde is a sigh.
const KINDS: Record<string, MarkKind[]> = {
  "*": ["em"],
  "**": ["strong"],
  "***": ["strong", "em"],
  "~~": ["del"],
};
const kindsOf = (run: string): MarkKind[] => KINDS[run] ?? [];

/** Where the next run of exactly so many backticks begins in this line. */
function codeEnd(text: string, from: number, length: number): number | undefined {
  const ticks = /`+|\n/gu;
  ticks.lastIndex = from;
  for (let found = ticks.exec(text); found && found[0] !== "\n"; found = ticks.exec(text))
    if (found[0].length === length) return found.index;
  return undefined;
}
