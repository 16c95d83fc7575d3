import * as bus from "../bus/bus";
import { usersHere } from "../bus/local";
import { log } from "../log";
import * as rooms from "../rooms/service";

let repeating: Promise<void> = Promise.resolve();

/**
 * Sends everyone here the heads of their rooms again, one user after the other, once facts from other machines may have been
 * missed. Missed messages are backfilled, but only these heads show cursors that moved and marks that were set elsewhere.
 */
export function repeatHeads(): void {
  const users = [...usersHere()];
  repeating = repeating.then(() => repeatForAll(users));
}

async function repeatForAll(users: string[]): Promise<void> {
  for (const userId of users) await repeatFor(userId);
}

async function repeatFor(userId: string): Promise<void> {
  try {
    for (const part of await rooms.states(userId))
      bus.toUser(userId, { type: "heads", ...part, last: false });
  } catch (error) {
    log.warn({ err: error, userId }, "the heads of someone's rooms could not be read again");
  }
}
