import * as descriptors from "../capacity/descriptors";
import * as fanout from "./fanout";

/**
 * The subscribers on this machine: sockets through Bun's native topics, feeds one by one.
 * A frame is encoded once by its publisher and delivered as that text.
 */
export interface Subscriber {
  readonly userId: string;
  readonly sessionId: string;
  /** Whether a client reads it now; a feed is kept for a moment after its client has gone. */
  readonly isRead: boolean;
  /** The room on the client's screen. */
  watched: string | null;
  subscribe(topic: string): void;
  unsubscribe(topic: string): void;
  isSubscribed(topic: string): boolean;
  /** One encoded frame of this topic, to this subscriber alone. */
  deliver(topic: string, text: string): void;
  /** Closes it: its session has ended, or this machine stops. */
  end(reason: "session-ended" | "restart"): void;
}

const ROOM = "room:";
const WATCH = "watch:";
export const topicOf = {
  room: (roomId: string) => ROOM + roomId,
  /** For those who have the room on screen. */
  watch: (roomId: string) => WATCH + roomId,
  user: (userId: string) => `user:${userId}`,
};

// Sockets and feeds of one user: no person has more tabs and devices. Where few connections are left, one user gets at
// most one in PART of them.
const MAX_A_USER = 200;
const PART = 8;

// Arrays, because nearly all hold one: a Set is 250 bytes, times 10,000 people.
const subscribers = new Map<string, Subscriber[]>();
// Feeds, which Bun's topics do not reach.
const direct = new Map<string, Set<Subscriber>>();
let server: fanout.Publisher | undefined;
let onEmpty: () => void = () => undefined;

export const attach = (running: fanout.Publisher | undefined) => void (server = running);

/** False where this user has too many connections on this machine already. */
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

/** Resolves once this machine has no subscriber left. */
export const whenEmpty = (): Promise<void> =>
  new Promise((resolve) => {
    onEmpty = resolve;
    if (subscribers.size === 0) resolve();
  });

export const isHere = (userId: string): boolean => subscribers.has(userId);
export const everyone = (): Subscriber[] => [...subscribers.values()].flat();
/** Every socket and feed of this user on this machine. */
export const subscribersOf = (userId: string): Subscriber[] => subscribers.get(userId) ?? [];

/** Includes sockets that have not sent hello yet. */
export const countSockets = (): number => server?.pendingWebSockets ?? 0;
export const countUsers = (): number => subscribers.size;

/** The users with a client that reads now. */
export function* usersHere(): Generator<string> {
  for (const [userId, own] of subscribers) if (own.some(({ isRead }) => isRead)) yield userId;
}

/** Subscribes every socket and feed of this user to the topic; `unsubscribeUser` ends that. */
export const subscribeUser = (userId: string, topic: string) =>
  subscribers.get(userId)?.forEach((subscriber) => subscriber.subscribe(topic));
export const unsubscribeUser = (userId: string, topic: string) =>
  subscribers.get(userId)?.forEach((subscriber) => subscriber.unsubscribe(topic));

/** Whether anyone on this machine subscribes to the topic. */
export const hasSubscribers = (topic: string): boolean =>
  direct.has(topic) || shardsOf(topic).some((shard) => (server?.subscriberCount(shard) ?? 0) > 0);

/** How many sockets and feeds on this machine subscribe to it. */
export const countSubscribers = (topic: string): number =>
  shardsOf(topic).reduce(
    (sum, shard) => sum + (server?.subscriberCount(shard) ?? 0),
    direct.get(topic)?.size ?? 0,
  );

/** It gets nothing that was published before. */
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
 * The native topic for a socket that subscribes (`shardFor`), and those it may be in when it unsubscribes (`shardsOf`).
 * Only rooms are sharded: one user never has enough connections to need it.
 */
export const shardFor = (topic: string): string =>
  server && (topic.startsWith(ROOM) || topic.startsWith(WATCH)) ? fanout.shardFor(topic, server) : topic;
export const shardsOf = fanout.shardsOf;
export const isBehind = fanout.isBehind;

/**
 * Delivers one encoded frame to the topic's subscribers on this machine, in the order of the calls. `about` is another
 * topic: the frame comes after all that was published there until now, and before what comes next.
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
  for (const subscriber of there) subscriber.deliver(topic, text);
}

/** The same to those of its subscribers only for whose users there is a text: each gets their own. */
export function deliverToSome(topic: string, texts: ReadonlyMap<string, string>): void {
  fanout.after(topic, () => {
    for (const [userId, text] of texts)
      for (const subscriber of subscribersOf(userId))
        if (subscriber.isSubscribed(topic)) subscriber.deliver(topic, text);
  });
}

/** Does `work` once all that was published to the topic until now has been delivered. */
export const { after } = fanout;

/** One encoded frame to a native topic that the caller alone uses. */
export const publishNative = (topic: string, text: string): void => void server?.publish(topic, text);

export function endSession(userId: string, sessionId: string): void {
  for (const subscriber of subscribers.get(userId) ?? []) {
    if (subscriber.sessionId === sessionId) subscriber.end("session-ended");
  }
}
