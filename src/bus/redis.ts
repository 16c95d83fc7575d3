import { Redis } from "ioredis";

import { log } from "../log";
import { passed } from "../measures";
import { encode, type MachineFact, type RoomFact } from "./facts";
import { openEnvelopes } from "./redis/envelope";
import { type Handlers, openInbox } from "./redis/inbox";

/**
 * Pub/sub between machines over Redis, at most once. What a machine publishes to a room reaches every other machine that
 * subscribes to the room. Redis is never the source of truth: a machine that may have missed something is notified and
 * reads it from the store. Only messages that a machine of ours has sealed, once, for that channel are accepted.
 */
export type Bridge = {
  /** To the other machines that subscribe to the room. Dropped while Redis is away. */
  publish: (roomId: string, fact: RoomFact) => void;
  broadcast: (fact: MachineFact) => void;
  /** Resolves when this machine receives what is published to these rooms, or when Redis is away: then `back` follows. */
  subscribe: (roomIds: string[]) => Promise<void>;
  unsubscribe: (roomIds: string[]) => void;
  isSubscribed: (roomId: string) => boolean;
  subscribed: () => string[];
  /** Whether this machine's own heartbeats come back. */
  isUp: () => boolean;
  countOthers: () => number;
  /** How long its own heartbeat takes to come back, in ms; longer while one is missing. */
  lagMs: () => number;
  /** Sends what waits first, where Redis is there. */
  close: () => Promise<void>;
};

// Rooms share so many slots of Redis Cluster, so that spreading them over several Redis is a matter of configuration.
const PARTS = 64;
// Channels per command.
const AT_ONCE = 500;
const BEAT_MS = 1000;
// A machine that has not received its own heartbeat for so long is disconnected, whatever the connection says.
const DEAF_MS = 3000;
const MAX_WAIT_MS = 1000;
const MAX_RETRY_MS = 1000;
const nothing = Promise.resolve();

/** Resolves once it is connected, or after a second: it goes on trying then. All machines have the same `secret`. */
export async function connect(url: string, secret: string, handlers: Handlers): Promise<Bridge> {
  const envelopes = openEnvelopes(secret);
  const options = {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResubscribe: false,
    connectTimeout: 2000,
    maxRetriesPerRequest: 0,
    retryStrategy: (times: number) => Math.min(50 * times, MAX_RETRY_MS),
  };
  const [publisher, subscriber] = [
    new Redis(url, { ...options, enableAutoPipelining: true }),
    new Redis(url, options),
  ];
  // Redis does not separate channels by database number; we do.
  const prefix = `potato/${subscriber.options.db ?? 0}:`;
  const everyone = `${prefix}{all}`;
  const channelOf = (roomId: string) => `${prefix}{${Bun.hash.crc32(roomId) % PARTS}}:${roomId}`;
  const rooms = new Map<string, Promise<void>>();
  const requested = new Set<string>();
  const outgoing = new Map<string, string[]>();
  let requesting: Promise<void> | undefined;
  const first = Promise.withResolvers<void>();
  let receivedAt = 0;
  // When the oldest heartbeat that has not come back was sent, and how long the last one took.
  let beatAt: number | undefined;
  let tookMs = 0;
  let isUp = false;

  for (const redis of [publisher, subscriber]) {
    redis.on("error", (error: Error) => log.debug({ err: error }, "Redis"));
    redis.connect().catch(() => undefined);
  }
  subscriber.on("ready", () => void resubscribe());
  subscriber.on("close", () => down("Redis is away: people on this machine chat on, and will catch up"));
  const inbox = openInbox(envelopes, handlers, { beat: onOwnBeat, greet: () => broadcast(heartbeat()) });
  subscriber.on("smessage", (channel: string, payload: string) => {
    const roomId = channel === everyone ? undefined : channel.slice(channel.indexOf(":", prefix.length) + 1);
    inbox.receive(channel, roomId, payload);
  });
  const heartbeats = setInterval(beat, BEAT_MS);

  function onOwnBeat(): void {
    receivedAt = performance.now();
    tookMs = receivedAt - (beatAt ?? receivedAt);
    beatAt = undefined;
    if (isUp) return;
    isUp = true;
    log.info("Redis is there");
    first.resolve();
    handlers.back();
  }

  function down(why: string): void {
    if (isUp) log.warn(why);
    isUp = false;
  }

  const heartbeat = (): MachineFact => ({ type: "beat", heard: inbox.peers() });

  function beat(): void {
    inbox.age();
    if (isUp && performance.now() - receivedAt > DEAF_MS) {
      down("this machine does not receive its own heartbeats over Redis: it connects again");
      for (const redis of [publisher, subscriber]) redis.disconnect(true);
      return;
    }
    beatAt ??= performance.now();
    broadcast(heartbeat());
  }

  /** The first heartbeat is sent only after every room is subscribed to: it marks the connection as complete. */
  async function resubscribe(): Promise<void> {
    try {
      await subscriber.ssubscribe(everyone);
      await subscribeChannels([...rooms.keys()]);
      broadcast(heartbeat());
    } catch (error) {
      log.debug({ err: error }, "could not subscribe on Redis");
    }
  }

  async function subscribeChannels(roomIds: string[]): Promise<void> {
    const parts = Map.groupBy(roomIds.map(channelOf), (channel) => channel.slice(0, channel.indexOf("}")));
    const commands: Promise<unknown>[] = [];
    for (const channels of parts.values())
      for (let from = 0; from < channels.length; from += AT_ONCE)
        commands.push(subscriber.ssubscribe(...channels.slice(from, from + AT_ONCE)));
    await Promise.all(commands);
  }

  // Rooms requested in the same turn share one command.
  async function request(): Promise<void> {
    await new Promise(setImmediate);
    requesting = undefined;
    const due = [...requested];
    requested.clear();
    // Otherwise `resubscribe` does it with all others, once Redis is back.
    if (subscriber.status !== "ready") return;
    await Promise.race([subscribeChannels(due).catch(() => undefined), Bun.sleep(MAX_WAIT_MS)]);
  }

  async function subscribe(roomIds: string[]): Promise<void> {
    const fresh = roomIds.filter((roomId) => !rooms.has(roomId));
    if (fresh.length > 0) {
      for (const roomId of fresh) requested.add(roomId);
      requesting ??= request();
      for (const roomId of fresh) rooms.set(roomId, requesting);
    }
    await Promise.all(roomIds.map((roomId) => rooms.get(roomId) ?? nothing));
  }

  function unsubscribe(roomIds: string[]): void {
    for (const roomId of roomIds) rooms.delete(roomId);
    if (subscriber.status !== "ready") return;
    for (const roomId of roomIds) subscriber.sunsubscribe(channelOf(roomId)).catch(() => undefined);
  }

  // All facts of one turn to one channel are one message, and all messages of one turn leave in one write.
  function enqueue(channel: string, fact: RoomFact | MachineFact): void {
    if (publisher.status !== "ready") return;
    if (outgoing.size === 0) setImmediate(flush);
    const waiting = outgoing.get(channel);
    if (waiting) waiting.push(encode(fact));
    else outgoing.set(channel, [encode(fact)]);
  }

  function flush(): void {
    for (const [channel, facts] of outgoing) {
      passed.add("sent", facts.length);
      publisher.spublish(channel, envelopes.seal(channel, facts)).catch(() => undefined);
    }
    outgoing.clear();
  }

  const broadcast = (fact: MachineFact): void => enqueue(everyone, fact);

  await Promise.race([first.promise, Bun.sleep(MAX_WAIT_MS)]);
  return {
    publish: (roomId, fact) => {
      if (isUp) enqueue(channelOf(roomId), fact);
    },
    broadcast,
    subscribe,
    unsubscribe,
    isSubscribed: (roomId) => rooms.has(roomId),
    subscribed: () => [...rooms.keys()],
    isUp: () => isUp,
    countOthers: () => inbox.peers().length,
    lagMs: () => Math.max(tookMs, beatAt === undefined ? 0 : performance.now() - beatAt),
    close: async () => {
      clearInterval(heartbeats);
      flush();
      // Answered after all that was published.
      await Promise.race([publisher.ping().catch(() => undefined), Bun.sleep(MAX_WAIT_MS)]);
      isUp = false;
      for (const redis of [publisher, subscriber]) redis.disconnect();
    },
  };
}
