import type { Token, TokenizerExtensionFunction } from "marked";

import { type MarkSpan, spansIn } from "./spans";

interface Reading {
  text: string;
  spans: MarkSpan[];
  /** The next span. */
  nth: number;
}

/** One rule for all that stands within lines: where marks are is known before the first token is made. */
export function inlineRules(): TokenizerExtensionFunction[] {
  const readings = new WeakMap<Token[], Reading>();

  return [
    function phrase(rest, siblings) {
      const reading = readings.get(siblings) ?? { text: rest, spans: spansIn(rest).spans, nth: 0 };
      readings.set(siblings, reading);
      const at = reading.text.length - rest.length;
      while ((reading.spans[reading.nth]?.from ?? Infinity) < at) reading.nth++;
      const span = reading.spans[reading.nth];
      if (span?.from !== at) {
        return textToken(rest.slice(0, (span?.from ?? Infinity) - at));
      }
      const raw = reading.text.slice(span.from, span.to);
      const inner = reading.text.slice(...span.inner);
      if (span.kind === "code") return { type: "code", raw, text: inner };
      // A link's text has not been looked at.
      const hasMarks = span.kind === "link" || (reading.spans[reading.nth + 1]?.from ?? Infinity) < span.to;
      const tokens = hasMarks ? this.lexer.inlineTokens(inner) : [textToken(inner)];
      return { type: span.kind, raw, ...span.target, tokens };
    },
  ];
}

const textToken = (text: string) => ({ type: "text", raw: text, text });
