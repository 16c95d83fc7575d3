import type { Server } from "bun";

import { delivered } from "../measures";

/**
 * Topics that so many sockets hear that one publish would hold the loop: 10,000 sockets are a tenth of a second. Who
 * comes to a full topic gets a seat in a slice of it, a topic of its own, and what is published goes to the slices one
 * by one, with a turn of the loop for everyone else in between. Each seat hears everything in order.
 */
export type Publisher = Pick<Server<unknown>, "publish" | "subscriberCount" | "pendingWebSockets">;

// Less than a millisecond of publishing, and of closing those who do not read.
const SHARD_SIZE = 25;
// Parts that a topic waits for: some two seconds of publishing to it.
const MAX_WAITING = 10_000;

const shards = new Map<string, string[]>();
// What is still to be done, first come, first served; and how much of it each topic waits for.
let jobs: { topic: string; work: () => void }[] = [];
const waiting = new Map<string, number>();
let isRunning = false;

/** The native topic that a socket which comes to hear `topic` now subscribes to. It hears nothing of before. */
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

/** Every native topic that someone may sit in. */
export const shardsOf = (topic: string): string[] => [topic, ...(shards.get(topic) ?? [])];

/** To the first seats at once where nothing waits for the topic, and to the slices soon: each seat in its turn. */
export function publish(topic: string, text: string, server: Publisher): void {
  after(topic, () => publishToShard(topic, text, server));
  const names = shards.get(topic);
  if (!names) return;
  if (names.every((name) => server.subscriberCount(name) === 0)) return void shards.delete(topic);
  for (const name of names) enqueue(topic, () => publishToShard(name, text, server));
}

/** To all who sit here, now. */
export function publishToShard(seat: string, text: string, server: Publisher): void {
  delivered.add("sockets", server.subscriberCount(seat));
  server.publish(seat, text);
}

/** Does `work` once all that was published to the topic until now has been heard in every seat, and before all that comes. */
export function after(topic: string, work: () => void): void {
  if (waiting.has(topic)) enqueue(topic, work);
  else work();
}

/** Whether so much waits for the topic that nothing more should be said there now. */
export const isBehind = (topic: string): boolean => (waiting.get(topic) ?? 0) > MAX_WAITING;

/** All that was published to the topic until now is heard now. */
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
  // First the next step: one that fails must not leave all others standing.
  if (isRunning) setImmediate(runNext);
  if (next) runJob(next);
}

function runJob({ topic, work }: { topic: string; work: () => void }): void {
  const left = (waiting.get(topic) ?? 1) - 1;
  if (left > 0) waiting.set(topic, left);
  else waiting.delete(topic);
  work();
}
