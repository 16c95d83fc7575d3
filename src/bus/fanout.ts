import type { Server } from "bun";

import { delivered } from "../measures";

/**
 * One publish to a topic of 10,000 sockets would hold the event loop for a tenth of a second. So a large topic is split
 * into shards, native topics of their own: a new subscriber of a full topic joins a shard, and a frame is published to one
 * shard after the other, with a turn of the loop for everything else in between. Each shard gets every frame in order.
 */
export type Publisher = Pick<Server<unknown>, "publish" | "subscriberCount" | "pendingWebSockets">;

// In sockets: less than a millisecond of publishing, and of closing those that do not read.
const SHARD_SIZE = 25;
// In jobs a topic: some two seconds of publishing to it.
const MAX_WAITING = 10_000;

const shards = new Map<string, string[]>();
// The work that is still to be done, first in, first out; and how much of it belongs to each topic.
let jobs: { topic: string; work: () => void }[] = [];
const waiting = new Map<string, number>();
let isRunning = false;

/** The native topic that a new subscriber of `topic` must subscribe to. It gets nothing that was published before. */
export function shardFor(topic: string, server: Publisher): string {
  flush(topic);
  if (server.subscriberCount(topic) < SHARD_SIZE) return topic;
  const names = shards.get(topic) ?? [];
  const free = names.find((name) => server.subscriberCount(name) < SHARD_SIZE);
  if (free) return free;
  const name = `${topic}/${names.length + 1}`;
  shards.set(topic, [...names, name]);
  return name;
}

/** Every native topic that a subscriber of `topic` may be in. */
export const shardsOf = (topic: string): string[] => [topic, ...(shards.get(topic) ?? [])];

/** To the first shard at once, where nothing waits for the topic, and to the others soon. */
export function publish(topic: string, text: string, server: Publisher): void {
  after(topic, () => publishToShard(topic, text, server));
  const names = shards.get(topic);
  if (!names) return;
  if (names.every((name) => server.subscriberCount(name) === 0)) return void shards.delete(topic);
  for (const name of names) enqueue(topic, () => publishToShard(name, text, server));
}

/** To one shard, now. */
export function publishToShard(shard: string, text: string, server: Publisher): void {
  delivered.add("sockets", server.subscriberCount(shard));
  server.publish(shard, text);
}

/** Does `work` after all that was published to the topic until now has reached every shard, and before what comes next. */
export function after(topic: string, work: () => void): void {
  if (waiting.has(topic)) enqueue(topic, work);
  else work();
}

/** Whether so much waits for the topic that nothing more should be published there now. */
export const isBehind = (topic: string): boolean => (waiting.get(topic) ?? 0) > MAX_WAITING;

/** Delivers at once all that was published to the topic until now. */
export function flush(topic: string): void {
  if (!waiting.has(topic)) return;
  const due = jobs.filter((one) => one.topic === topic);
  jobs = jobs.filter((one) => one.topic !== topic);
  due.forEach(runJob);
}

function enqueue(topic: string, work: () => void): void {
  jobs.push({ topic, work });
  waiting.set(topic, (waiting.get(topic) ?? 0) + 1);
  if (isRunning) return;
  isRunning = true;
  setImmediate(runNext);
}

function runNext(): void {
  const next = jobs.shift();
  isRunning = jobs.length > 0;
  // The next step is scheduled first: a job that throws must not stop the others.
  if (isRunning) setImmediate(runNext);
  if (next) runJob(next);
}

function runJob({ topic, work }: { topic: string; work: () => void }): void {
  const left = (waiting.get(topic) ?? 1) - 1;
  if (left > 0) waiting.set(topic, left);
  else waiting.delete(topic);
  work();
}
