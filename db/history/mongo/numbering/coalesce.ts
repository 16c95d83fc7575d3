import type { Stored } from "../../history";
import type { Inserted } from "./numbering";

type Insert = (messages: Stored[]) => Promise<Inserted>;
type Call = {
  messages: Stored[];
  resolve: (inserted: Inserted) => void;
  reject: (error: unknown) => void;
};

/**
 * Makes one ordered insert of at most `most` messages of all that are asked for in one turn, each of a room: a command
 * costs the driver more than what is in it. Where it stops, those before have been inserted, the one it stopped in knows
 * how far it came, and those behind go again, each by itself. Of each room it is what an insert of its own would be.
 */
export function together(insert: Insert, most: number): Insert {
  let waiting: Call[] = [];

  function leave(): void {
    const calls = waiting;
    waiting = [];
    for (const part of parts(calls, most)) void store(part, insert);
  }

  return (messages) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(leave);
      waiting.push({ messages, resolve, reject });
    });
}

async function store(calls: Call[], insert: Insert): Promise<void> {
  let left = calls;
  try {
    const { count } = await insert(left.flatMap(({ messages }) => messages));
    left = told(left, count);
  } catch (error) {
    for (const { reject } of left) reject(error);
    return;
  }
  // Where another machine is busy in one room it may be in many: what is left does not wait for each other.
  await Promise.all(left.map((one) => store([one], insert)));
}

/** Answers those that are done; the rest is still to be inserted. */
function told(calls: Call[], count: number): Call[] {
  let left = count;
  for (const [nth, { messages, resolve }] of calls.entries()) {
    const isWhole = left >= messages.length;
    resolve({ count: Math.min(left, messages.length), isStopped: !isWhole });
    if (!isWhole) return calls.slice(nth + 1);
    left -= messages.length;
  }
  return [];
}

function parts(calls: Call[], most: number): Call[][] {
  const all: Call[][] = [];
  let size = Infinity;
  for (const call of calls) {
    size += call.messages.length;
    if (size > most) {
      all.push([]);
      size = call.messages.length;
    }
    all.at(-1)!.push(call);
  }
  return all;
}
