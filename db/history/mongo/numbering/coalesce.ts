import type { Stored } from "../../history";
import type { Inserted } from "./numbering";

type Insert = (messages: Stored[]) => Promise<Inserted>;
type PendingInsert = {
  messages: Stored[];
  resolve: (inserted: Inserted) => void;
  reject: (error: unknown) => void;
};

/**
 * Combines the inserts of one turn of the event loop, each of one room, into ordered inserts of at most `maxMessages`: a
 * command costs the driver more than its documents. If a combined insert stops, those before the stop are done, the one in
 * which it stopped learns how far it came, and those after it are sent again, each by itself. For each room the result is that
 * of an insert of its own.
 */
export function coalesced(insert: Insert, maxMessages: number): Insert {
  let waiting: PendingInsert[] = [];

  function flush(): void {
    const calls = waiting;
    waiting = [];
    for (const part of parts(calls, maxMessages)) void send(part, insert);
  }

  return (messages) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ messages, resolve, reject });
    });
}

async function send(calls: PendingInsert[], insert: Insert): Promise<void> {
  let left = calls;
  try {
    const { count } = await insert(left.flatMap(({ messages }) => messages));
    left = resolveInserted(left, count);
  } catch (error) {
    for (const { reject } of left) reject(error);
    return;
  }
  // Another machine that is busy in one room may be busy in many: these no longer wait for each other.
  await Promise.all(left.map((one) => send([one], insert)));
}

/** Resolves the calls that are done, by the number of messages inserted. Returns those still to be inserted. */
function resolveInserted(calls: PendingInsert[], count: number): PendingInsert[] {
  let left = count;
  for (const [nth, { messages, resolve }] of calls.entries()) {
    const isWhole = left >= messages.length;
    resolve({ count: Math.min(left, messages.length), isStopped: !isWhole });
    if (!isWhole) return calls.slice(nth + 1);
    left -= messages.length;
  }
  return [];
}

function parts(calls: PendingInsert[], maxMessages: number): PendingInsert[][] {
  const all: PendingInsert[][] = [];
  let size = Infinity;
  for (const call of calls) {
    size += call.messages.length;
    if (size > maxMessages) {
      all.push([]);
      size = call.messages.length;
    }
    all.at(-1)!.push(call);
  }
  return all;
}
