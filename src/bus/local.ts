import * as descriptors from "../capacity/descriptors";
import { delivered } from "../measures";
import * as fanout from "./fanout";

/**
 * Everyone who hears something on this machine: sockets through Bun's native topics, feeds one by one.
 * A frame is encoded once by whoever publishes it and handed on untouched.
 */
export interface Subscriber {
  readonly userId: string;
  readonly sessionId: string;
  /** Whether someone is at the other end now. */
  readonly isRead: boolean;
  /** The room on its screen. */
  watched: string | null;
  subscribe(topic: string): void;
  unsubscribe(topic: string): void;
  isSubscribed(topic: string): boolean;
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
const subscribers = new Map<string, Subscriber[]>();
// Those that Bun's topics do not reach.
const direct = new Map<string, Set<Subscriber>>();
let server: fanout.Publisher | undefined;
let onEmpty: () => void = () => undefined;

export const attach = (running: fanout.Publisher | undefined) => void (server = running);

/** False where this user has too much open here already. */
export function add(subscriber: Subscriber): boolean {
  const own = subscribers.get(subscriber.userId) ?? [];
  if (own.length >= Math.min(MAX_A_USER, Math.max(1, descriptors.free() / PART))) return false;
  subscribers.set(subscriber.userId, [...own, subscriber]);
  return true;
}

export function remove(subscriber: Subscriber): void {
  const left = subscribers.get(subscriber.userId)?.filter((one) => one !== subscriber) ?? [];
  if (left.length > 0) subscribers.set(subscriber.userId, left);
  else subscribers.delete(subscriber.userId);
  if (subscribers.size === 0) onEmpty();
}

/** Resolves once nobody has anything open here. */
export const whenEmpty = (): Promise<void> =>
  new Promise((resolve) => {
    onEmpty = resolve;
    if (subscribers.size === 0) resolve();
  });

export const isHere = (userId: string): boolean => subscribers.has(userId);
export const everyone = (): Subscriber[] => [...subscribers.values()].flat();
/** All that this user has open here. */
export const subscribersOf = (userId: string): Subscriber[] => subscribers.get(userId) ?? [];

/** Also those who have not said hello yet. */
export const countSockets = (): number => server?.pendingWebSockets ?? 0;
export const countUsers = (): number => subscribers.size;

/** The users who are at the other end of something. */
export function* present(): Generator<string> {
  for (const [userId, own] of subscribers) if (own.some(({ isRead }) => isRead)) yield userId;
}

/** From now on, or no longer, all that this user has open hears the topic. */
export const subscribeUser = (userId: string, topic: string) =>
  subscribers.get(userId)?.forEach((subscriber) => subscriber.subscribe(topic));
export const unsubscribeUser = (userId: string, topic: string) =>
  subscribers.get(userId)?.forEach((subscriber) => subscriber.unsubscribe(topic));

/** Whether anyone here hears the topic. */
export const hasSubscribers = (topic: string): boolean =>
  direct.has(topic) || shardsOf(topic).some((seat) => (server?.subscriberCount(seat) ?? 0) > 0);

/** How many sockets and feeds hear it here. */
export const countSubscribers = (topic: string): number =>
  shardsOf(topic).reduce(
    (sum, seat) => sum + (server?.subscriberCount(seat) ?? 0),
    direct.get(topic)?.size ?? 0,
  );

/** It hears nothing of before. */
export function subscribeDirectly(topic: string, subscriber: Subscriber): void {
  fanout.flush(topic);
  const there = direct.get(topic) ?? new Set();
  direct.set(topic, there.add(subscriber));
}

export function unsubscribeDirectly(topic: string, subscriber: Subscriber): void {
  const there = direct.get(topic);
  if (there?.delete(subscriber) && there.size === 0) direct.delete(topic);
}

/**
 * Bun's own topics, for a socket that comes to hear this one, and for one that goes. What one user has open is never so
 * much that it must be spoken to in parts, and what is told there of a room goes to all of it at once.
 */
export const shardFor = (topic: string): string =>
  server && (topic.startsWith(ROOM) || topic.startsWith(WATCH)) ? fanout.shardFor(topic, server) : topic;
export const shardsOf = fanout.shardsOf;
export const isBehind = fanout.isBehind;

/**
 * Hands one encoded frame to all who hear the topic here, in the order of the calls. `about` is another topic: this is
 * heard after all that was said there until now, and before all that comes.
 */
export function deliver(topic: string, text: string, about = topic): void {
  fanout.after(about, () => deliverDirectly(topic, text));
  if (!server) return;
  if (about === topic) fanout.publish(topic, text, server);
  else fanout.after(about, () => server && fanout.publishToShard(topic, text, server));
}

function deliverDirectly(topic: string, text: string): void {
  const there = direct.get(topic);
  if (!there) return;
  delivered.add("feeds", there.size);
  for (const subscriber of there) subscriber.deliver(topic, text);
}

/** Does `work` once all that was said there until now has been heard. */
export const { after } = fanout;

/** One encoded frame to a topic of the caller's own. */
export const publishNative = (topic: string, text: string): void => void server?.publish(topic, text);

export function endSession(userId: string, sessionId: string): void {
  for (const subscriber of subscribers.get(userId) ?? []) {
    if (subscriber.sessionId === sessionId) subscriber.end("session-ended");
  }
}
