// Which of the files that someone offers go into a message.

/** The server's maximum in one message. */
export const MOST_FILES = 10;

export type ChoiceFault =
  | { kind: "too-large"; name: string; largest: number }
  | { kind: "too-many" }
  | { kind: "folder"; name: string };

interface Space {
  /** How many the message has already. */
  already: number;
  /** In bytes; undefined if it is not known: then the server says it. */
  largest: number | undefined;
}

/** In the order in which they were offered; one that is too large leaves its place to the next. */
export function admit<One extends { name: string; size: number }>(
  offered: One[],
  { already, largest = Infinity }: Space,
): { admitted: One[]; faults: ChoiceFault[] } {
  const fitting = offered.filter(({ size }) => size <= largest);
  const admitted = fitting.slice(0, Math.max(0, MOST_FILES - already));
  const faults: ChoiceFault[] = offered
    .filter(({ size }) => size > largest)
    .map(({ name }) => ({ kind: "too-large", name, largest }));
  return {
    admitted,
    faults: admitted.length < fitting.length ? [...faults, { kind: "too-many" }] : faults,
  };
}
