import * as descriptors from "../capacity/descriptors";
import { delivered } from "../measures";
import * as crowds from "./crowds";

/**
 * Everyone who hears something on this machine: sockets through Bun's native topics, feeds one by one.
 * A frame is encoded once by whoever publishes it and handed on untouched.
 */
export interface Hearer {
  readonly userId: string;
  readonly sessionId: string;
  /** Whether someone is at the other end now. */
  readonly isRead: boolean;
  /** The room on its screen. */
  watched: string | null;
  hear(topic: string): void;
  unhear(topic: string): void;
  hears(topic: string): boolean;
  /** One encoded frame, of this topic, to this one alone. */
  deliver(topic: string, text: string): void;
  /** Says goodbye; the session is over, or the machine is going. */
  end(reason: "session-ended" | "restart"): void;
}

const ROOM = "room:";
const WATCH = "watch:";
export const topicOf = {
  room: (roomId: string) => ROOM + roomId,
  /** What only those hear who have the room on screen. */
  watch: (roomId: string) => WATCH + roomId,
  user: (userId: string) => `user:${userId}`,
};

// Tabs and devices; more is no person. Where little is left, nobody takes more than a part of it.
const MAX_A_USER = 200;
const PART = 8;

// Lists, for nearly all of them hold one: a set is 250 bytes, times 10,000 people.
const hearers = new Map<string, Hearer[]>();
// Those that Bun's topics do not reach.
const listeners = new Map<string, Set<Hearer>>();
let server: crowds.Publisher | undefined;
let lastLeft: () => void = () => undefined;

export const attach = (running: crowds.Publisher | undefined) => void (server = running);

/** False where this user has too much open here already. */
export function enter(hearer: Hearer): boolean {
  const own = hearers.get(hearer.userId) ?? [];
  if (own.length >= Math.min(MAX_A_USER, Math.max(1, descriptors.free() / PART))) return false;
  hearers.set(hearer.userId, [...own, hearer]);
  return true;
}

export function leave(hearer: Hearer): void {
  const left = hearers.get(hearer.userId)?.filter((one) => one !== hearer) ?? [];
  if (left.length > 0) hearers.set(hearer.userId, left);
  else hearers.delete(hearer.userId);
  if (hearers.size === 0) lastLeft();
}

/** Resolves once nobody has anything open here. */
export const emptied = (): Promise<void> =>
  new Promise((resolve) => {
    lastLeft = resolve;
    if (hearers.size === 0) resolve();
  });

export const isHere = (userId: string): boolean => hearers.has(userId);
export const everyone = (): Hearer[] => [...hearers.values()].flat();
/** All that this user has open here. */
export const hearersOf = (userId: string): Hearer[] => hearers.get(userId) ?? [];

/** Also those who have not said hello yet. */
export const countSockets = (): number => server?.pendingWebSockets ?? 0;
export const countUsers = (): number => hearers.size;

/** The users who are at the other end of something. */
export function* present(): Generator<string> {
  for (const [userId, own] of hearers) if (own.some(({ isRead }) => isRead)) yield userId;
}

/** From now on, or no longer, all that this user has open hears the topic. */
export const hear = (userId: string, topic: string) =>
  hearers.get(userId)?.forEach((hearer) => hearer.hear(topic));
export const unhear = (userId: string, topic: string) =>
  hearers.get(userId)?.forEach((hearer) => hearer.unhear(topic));

/** Whether anyone here hears the topic. */
export const isHeard = (topic: string): boolean =>
  listeners.has(topic) || seatsIn(topic).some((seat) => (server?.subscriberCount(seat) ?? 0) > 0);

/** How many sockets and feeds hear it here. */
export const countIn = (topic: string): number =>
  seatsIn(topic).reduce(
    (sum, seat) => sum + (server?.subscriberCount(seat) ?? 0),
    listeners.get(topic)?.size ?? 0,
  );

/** It hears nothing of before. */
export function listen(topic: string, listener: Hearer): void {
  crowds.flush(topic);
  const there = listeners.get(topic) ?? new Set();
  listeners.set(topic, there.add(listener));
}

export function unlisten(topic: string, listener: Hearer): void {
  const there = listeners.get(topic);
  if (there?.delete(listener) && there.size === 0) listeners.delete(topic);
}

/**
 * Bun's own topics, for a socket that comes to hear this one, and for one that goes. What one user has open is never so
 * much that it must be spoken to in parts, and what is told there of a room goes to all of it at once.
 */
export const seatIn = (topic: string): string =>
  server && (topic.startsWith(ROOM) || topic.startsWith(WATCH)) ? crowds.seatIn(topic, server) : topic;
export const seatsIn = crowds.seatsIn;
export const isBehind = crowds.isBehind;

/**
 * Hands one encoded frame to all who hear the topic here, in the order of the calls. `about` is another topic: this is
 * heard after all that was said there until now, and before all that comes.
 */
export function deliver(topic: string, text: string, about = topic): void {
  crowds.after(about, () => giveFeeds(topic, text));
  if (!server) return;
  if (about === topic) crowds.publish(topic, text, server);
  else crowds.after(about, () => server && crowds.give(topic, text, server));
}

function giveFeeds(topic: string, text: string): void {
  const there = listeners.get(topic);
  if (!there) return;
  delivered.add("feeds", there.size);
  for (const listener of there) listener.deliver(topic, text);
}

/** Does `work` once all that was said there until now has been heard. */
export const { after } = crowds;

/** One encoded frame to a topic of the caller's own. */
export const tell = (topic: string, text: string): void => void server?.publish(topic, text);

export function endSession(userId: string, sessionId: string): void {
  for (const hearer of hearers.get(userId) ?? []) {
    if (hearer.sessionId === sessionId) hearer.end("session-ended");
  }
}
