import * as descriptors from "../capacity/descriptors";
import { Refused } from "../errors";
import { turnedAway } from "../measures";

// Sockets that have not said hello, by where they come from: nobody knows who they are, so that no limit of a person's holds
// for them. An address may have as many as it leaves free to others: one alone takes half of what there is, and one of ten
// that flood leaves an eleventh. A storm of a thousand people behind one address comes in; where it does not, in a second try.

const AGAIN_MS = 1000;

export interface Newcomer {
  readonly address: string;
  end(reason: "restart"): void;
}

// Whom stopping must turn away, too: until their hello they are nobody's hearer.
const newcomers = new Set<Newcomer>();
const from = new Map<string, number>();

/** Before a socket is let in. */
export function mustHaveRoom(address: string): void {
  const free = descriptors.free();
  const isFull = free <= 0;
  if (!isFull && (from.get(address) ?? 0) < free) return;
  turnedAway.add(isFull ? "full" : "address");
  throw new Refused("overloaded", { retryAfterMs: AGAIN_MS });
}

export function add(newcomer: Newcomer): void {
  newcomers.add(newcomer);
  from.set(newcomer.address, (from.get(newcomer.address) ?? 0) + 1);
}

/** It has said who it is, or is gone. */
export function remove(newcomer: Newcomer): void {
  if (!newcomers.delete(newcomer)) return;
  const left = (from.get(newcomer.address) ?? 1) - 1;
  if (left > 0) from.set(newcomer.address, left);
  else from.delete(newcomer.address);
}

export const turnAway = (): void => newcomers.forEach((newcomer) => newcomer.end("restart"));
