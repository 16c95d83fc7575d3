import type { Client, Server } from "../client";
import { drainIncidents } from "../counts/incidents";
import { watch } from "../counts/load";
import { spread, Stream } from "../counts/streams";
import type { StreamPlan, StreamResult, Talk, Talked } from "../orders";
import { seeded, shuffled } from "./dice";
import { Floods } from "./flood";

// A timer fires about this long after it is asked for one millisecond: what leaves within it has left on time.
const GRAIN_MS = 1.2;
const LEAD_MS = 50;
// A talk is over when all has been heard, or when nothing more has come for so long.
const PATIENCE_MS = 5000;
const nobody = { from: 0, to: 0 };

interface Due {
  at: number;
  who: Client;
  plan: StreamPlan;
  stream: Stream;
}

/** Open loop: each message leaves when it is due, whatever has become of those before it. */
export async function talk(clients: Client[], server: Server, order: Talk): Promise<Talked> {
  const { streams: plans, floods: { from, to } = nobody } = order;
  const streams = plans.map(({ name }) => new Stream(name));
  const dues = plans.flatMap((plan, index) => planned(plan, clients, streams[index]!));
  dues.sort((one, other) => one.at - other.at);
  const load = watch(server.pid);
  const start = performance.now() + LEAD_MS;
  const floods = new Floods(clients.slice(from, to), server);
  await say(dues, start);
  await heard(streams, clients);
  await floods.stop();
  return {
    floodEnds: floods.ends,
    isUnordered: server.dialect.isUnordered,
    seconds: (performance.now() - start) / 1000,
    streams: Object.fromEntries(streams.map((stream) => [stream.name, result(stream)])),
    load: load(),
    incidents: drainIncidents(),
  };
}

/** When what was due leaves, as its latency sees it: what the timer costs is none of the server's. */
export const granted = (due: number, now: number): number => Math.min(now, due + GRAIN_MS);

function planned(plan: StreamPlan, clients: Client[], stream: Stream): Due[] {
  const { from, to, count, ms, isEven } = plan;
  const random = seeded(from + count);
  const who = shuffled(clients.slice(from, to), random);
  return Array.from({ length: count }, (_, index) => ({
    at: isEven ? (index * ms) / count : random() * ms,
    who: who[index % who.length]!,
    plan,
    stream,
  }));
}

function say(dues: Due[], start: number): Promise<void> {
  let next = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      for (; next < dues.length && start + dues[next]!.at <= now; next++) {
        const { at, who, plan, stream } = dues[next]!;
        who.say(plan, granted(start + at, now), stream);
      }
      if (next < dues.length) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
}

function heard(streams: Stream[], clients: Client[]): Promise<void> {
  let left = Infinity;
  let since = performance.now();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const now = performance.now();
      const open = streams.reduce((sum, { missing, said, answered }) => sum + missing + said - answered, 0);
      if (open < left) since = now;
      left = open;
      const isHopeless = now - since >= PATIENCE_MS || clients.every(({ isReady }) => !isReady);
      if (open > 0 && !isHopeless) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });
}

const result = (stream: Stream): StreamResult => ({
  said: stream.said,
  acked: stream.answered,
  heard: stream.hearings.totalCount,
  lost: stream.missing,
  doubled: stream.doubled,
  reordered: stream.reordered,
  hearings: spread(stream.hearings),
  lasts: spread(stream.lasts),
  acks: spread(stream.acks),
  delays: spread(stream.delays),
});
