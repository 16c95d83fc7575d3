import { type Changed, history, type MessageChange } from "../../../db/history/history";
import { Refused } from "../../errors";
import { log } from "../../log";
import { inTurn } from "../writer";
import { announce } from "./publish";

// Changes wait for the writer's turn, as messages do, and are stored together. So a change follows the message that it
// changes, and nothing is published that is not stored.

type Job = {
  change: MessageChange;
  stored: ((changed: Changed) => void) | undefined;
  resolve: (changed: Changed) => void;
  reject: (reason: unknown) => void;
};

const MOST_WAITING = 10_000;
const RETRY_MS = 1000;
let waiting: Job[] = [];

/**
 * Resolves when the change is durable, with the message as it is now; rejects with why there was none. `stored` is called
 * before anyone else learns of it.
 */
export function enqueue(change: MessageChange, stored?: (changed: Changed) => void): Promise<Changed> {
  return new Promise((resolve, reject) => {
    if (waiting.length >= MOST_WAITING)
      throw new Refused("overloaded", { detail: "Too many changes are waiting.", retryAfterMs: RETRY_MS });
    waiting.push({ change, stored, resolve, reject });
    if (waiting.length === 1) inTurn(store).catch(reject);
  });
}

async function store(): Promise<void> {
  const batch = waiting;
  waiting = [];
  try {
    const answers = await history.change(batch.map(({ change }) => change));
    for (const [nth, { stored, resolve, reject }] of batch.entries()) {
      const answer = answers[nth]!;
      if (answer instanceof Refused) {
        reject(answer);
        continue;
      }
      stored?.(answer);
      resolve(answer);
    }
    const changed = answers.flatMap((answer) =>
      answer instanceof Refused || !answer.isChanged ? [] : [answer.message],
    );
    for (const [roomId, ofRoom] of Map.groupBy(changed, (message) => message.roomId))
      announce(roomId, { first: ofRoom[0]!.rev, last: ofRoom.at(-1)!.rev });
  } catch (error) {
    log.error({ err: error, changes: batch.length }, "changes of messages could not be stored");
    const details = { detail: "Messages cannot be changed now.", retryAfterMs: RETRY_MS };
    for (const { reject } of batch)
      reject(error instanceof Refused ? error : new Refused("overloaded", details));
  }
}
