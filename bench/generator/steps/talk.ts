import type { Client, Server } from "../client";
import { drainIncidents } from "../counts/incidents";
import { measureLoad } from "../counts/load";
import { summarize, Stream } from "../counts/streams";
import type { StreamPlan, StreamResult, Talk, TalkResult } from "../orders";
import { Floods } from "./flood";
import { seededRandom, shuffled } from "./random";

// A timer of one millisecond fires after about this long. A message that is sent within it counts as sent on time.
const TIMER_GRANULARITY_MS = 1.2;
const LEAD_MS = 50;
// A talk ends when everything was delivered and acked, or when nothing has arrived for this long.
const IDLE_TIMEOUT_MS = 5000;
const nobody = { from: 0, to: 0 };

interface ScheduledMessage {
  at: number;
  client: Client;
  plan: StreamPlan;
  stream: Stream;
}

/** Open loop: each message is sent when it is due, whether or not earlier ones were answered. */
export async function talk(clients: Client[], server: Server, order: Talk): Promise<TalkResult> {
  const { streams: plans, floods: { from, to } = nobody } = order;
  const streams = plans.map(({ name }) => new Stream(name));
  const schedule = plans.flatMap((plan, index) => scheduleOf(plan, clients, streams[index]!));
  schedule.sort((one, other) => one.at - other.at);
  const load = measureLoad(server.pid);
  const start = performance.now() + LEAD_MS;
  const floods = new Floods(clients.slice(from, to), server);
  await sendOnSchedule(schedule, start);
  await allDelivered(streams, clients);
  await floods.stop();
  return {
    floodDisconnects: floods.disconnects,
    isUnordered: server.dialect.isUnordered,
    seconds: (performance.now() - start) / 1000,
    streams: Object.fromEntries(streams.map((stream) => [stream.name, result(stream)])),
    load: load(),
    incidents: drainIncidents(),
  };
}

/** The time that a message's latency counts from: when it was due, plus the timer's own delay, which is not the server's fault. */
export const latencyStart = (due: number, now: number): number => Math.min(now, due + TIMER_GRANULARITY_MS);

function scheduleOf(plan: StreamPlan, clients: Client[], stream: Stream): ScheduledMessage[] {
  const { from, to, count, ms, isEven } = plan;
  const random = seededRandom(from + count);
  const senders = shuffled(clients.slice(from, to), random);
  return Array.from({ length: count }, (_, index) => ({
    at: isEven ? (index * ms) / count : random() * ms,
    client: senders[index % senders.length]!,
    plan,
    stream,
  }));
}

function sendOnSchedule(schedule: ScheduledMessage[], start: number): Promise<void> {
  let next = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      for (; next < schedule.length && start + schedule[next]!.at <= now; next++) {
        const { at, client, plan, stream } = schedule[next]!;
        client.sendMessage(plan, latencyStart(start + at, now), stream);
      }
      if (next < schedule.length) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
}

function allDelivered(streams: Stream[], clients: Client[]): Promise<void> {
  let outstanding = Infinity;
  let lastProgress = performance.now();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      const open = streams.reduce((sum, { missing, sent, acked }) => sum + missing + sent - acked, 0);
      if (open < outstanding) lastProgress = now;
      outstanding = open;
      const isHopeless = now - lastProgress >= IDLE_TIMEOUT_MS || clients.every(({ isReady }) => !isReady);
      if (open > 0 && !isHopeless) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });
}

const result = (stream: Stream): StreamResult => ({
  sent: stream.sent,
  acked: stream.acked,
  delivered: stream.deliveryTimes.totalCount,
  lost: stream.missing,
  doubled: stream.doubled,
  reordered: stream.reordered,
  deliveryTimes: summarize(stream.deliveryTimes),
  completionTimes: summarize(stream.completionTimes),
  ackTimes: summarize(stream.ackTimes),
  sendDelays: summarize(stream.sendDelays),
});
