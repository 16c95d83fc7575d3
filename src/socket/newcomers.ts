import * as descriptors from "../capacity/descriptors";
import { Refused } from "../errors";
import { turnedAway } from "../measures";

// Sockets that have not sent hello, by address: their user is unknown, so no limit per user applies. An address may have
// as many as there are free descriptors left: one address alone takes at most half, ten that flood leave an eleventh. A
// thousand people who reconnect from one address get in, at the latest when they retry.

const AGAIN_MS = 1000;

export interface Newcomer {
  readonly address: string;
  end(reason: "restart"): void;
}

// A stop must close these as well: the bus does not know a socket before its hello.
const newcomers = new Set<Newcomer>();
const from = new Map<string, number>();

/** Refuses `overloaded` where the server, or this address, has too many sockets. */
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

/** Its user is known, or it has closed. */
export function remove(newcomer: Newcomer): void {
  if (!newcomers.delete(newcomer)) return;
  const left = (from.get(newcomer.address) ?? 1) - 1;
  if (left > 0) from.set(newcomer.address, left);
  else from.delete(newcomer.address);
}

export const closeAll = (): void => newcomers.forEach((newcomer) => newcomer.end("restart"));
