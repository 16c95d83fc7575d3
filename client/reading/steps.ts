import type { Steps } from "../../src/protocol/message";

// How many members have not read a message, as a function of its seq: each step holds up to the next one. The number
// rises with seq, because who has not read one message has not read a later one. So the first step bounds all before it.

export const countAt = (steps: Steps, seq: number): number =>
  (steps.findLast(([from]) => from <= seq) ?? steps[0])?.[1] ?? Infinity;

/** Of two that were true at some time, what is still true: the number of one message never rises. */
export function lower(one: Steps, other: Steps): Steps {
  const starts = [...new Set([...one, ...other].map(([seq]) => seq))].sort((a, b) => a - b);
  const both = starts.map((seq): Steps[number] => [seq, Math.min(countAt(one, seq), countAt(other, seq))]);
  return both.filter(([, count], index) => count !== both[index - 1]?.[1]);
}

/** Limited to messages up to `last`: about later ones these steps say nothing. */
export const upTo = (last: number, steps: Steps): Steps => [
  ...steps.filter(([seq]) => seq <= last),
  [last + 1, Infinity],
];
