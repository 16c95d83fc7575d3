import { onCleanup, onMount } from "solid-js";

import { dayOf, timeOf } from "../../i18n/words";
import { htmlTranscript, plainTranscript, type TranscriptLine } from "./lines";

type LineOf = (key: string) => TranscriptLine | undefined;

/**
 * A selection over several messages of the log is copied as lines of name, time and text, without initials, numbers and
 * separators. Within one message it is copied as it is. `lineOf` finds a message by its row's key.
 */
export function createCopying(log: () => HTMLElement, lineOf: LineOf): void {
  onMount(() => {
    const element = log();
    const copy = (event: ClipboardEvent) => copyTranscript(event, element, lineOf);
    element.addEventListener("copy", copy);
    onCleanup(() => element.removeEventListener("copy", copy));
  });
}

function copyTranscript(event: ClipboardEvent, log: Element, lineOf: LineOf): void {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !event.clipboardData) return;
  const lines = linesIn(selection.getRangeAt(0), log, lineOf);
  const [only] = lines;
  if (!only) return;
  event.preventDefault();
  const calendar = { timeOf, dayOf };
  event.clipboardData.setData("text/plain", lines.length > 1 ? plainTranscript(lines, calendar) : only.text);
  if (lines.length > 1) event.clipboardData.setData("text/html", htmlTranscript(lines, calendar));
}

function linesIn(range: Range, log: Element, lineOf: LineOf): TranscriptLine[] {
  const lines: TranscriptLine[] = [];
  for (const row of log.querySelectorAll("[data-key]")) {
    if (!range.intersectsNode(row)) continue;
    const line = lineOf(row.getAttribute("data-key") ?? "");
    const words = row.querySelector(".bubble, .event");
    // Files alone have no words to be selected in part.
    const text = words || !row.querySelector(".files") ? selectedIn(range, words) : line?.text;
    if (line && text?.trim()) lines.push({ ...line, text });
  }
  return lines;
}

/** The first and the last message may be selected in part. */
function selectedIn(range: Range, element: Element | null): string {
  if (!element || !range.intersectsNode(element)) return "";
  const part = document.createRange();
  part.selectNodeContents(element);
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0)
    part.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0)
    part.setEnd(range.endContainer, range.endOffset);
  return part.toString();
}
