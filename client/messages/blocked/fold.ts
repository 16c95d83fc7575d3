import type { Message } from "../../../src/protocol/message";

// In groups everyone is served the same messages. Those of people I blocked are folded here: several in a row to one line,
// which stands where the first of them would. The first also stands for the line in the list, so a run that grows keeps
// its row.

/** Folded messages in a row. */
export interface FoldedRun {
  first: number;
  last: number;
  count: number;
  /** Its messages are shown, too, below the line. */
  isOpen: boolean;
}

export interface FoldRules {
  isBlocked: (authorId: string) => boolean;
  isOpened: (seq: number) => boolean;
  /** Whether something stands between two messages, such as the line of a new day. */
  isApart: (one: Message, next: Message) => boolean;
}

export interface Folding {
  /** What has a row, in order: of a run that is not open only its first message. */
  rows: Message[];
  /** By the seq of their first message. */
  runs: ReadonlyMap<number, FoldedRun>;
}

export function fold(messages: Message[], rules: FoldRules): Folding {
  const rows: Message[] = [];
  const runs = new Map<number, FoldedRun>();
  let run: FoldedRun | undefined;
  let before: Message | undefined;
  for (const message of messages) {
    const isFolded = message.kind === "text" && rules.isBlocked(message.authorId);
    const isOpen = isFolded && rules.isOpened(message.seq);
    if (!isFolded || run?.isOpen !== isOpen || (before && rules.isApart(before, message))) run = undefined;
    const isRow = !run || isOpen;
    if (isRow) rows.push(message);
    if (run) {
      run.last = message.seq;
      run.count++;
    } else if (isFolded) {
      run = { first: message.seq, last: message.seq, count: 1, isOpen };
      runs.set(message.seq, run);
    }
    before = message;
  }
  return { rows, runs };
}

/** The newest message that the row of `seq` stands for. */
export function endOf({ runs }: Folding, seq: number): number {
  const run = runs.get(seq);
  return run && !run.isOpen ? run.last : seq;
}

/** The seqs of a run's messages. */
export const seqsOf = (messages: Message[], { first, last }: FoldedRun): number[] =>
  messages.map(({ seq }) => seq).filter((seq) => seq >= first && seq <= last);
