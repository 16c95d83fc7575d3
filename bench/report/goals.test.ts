import { describe, expect, test } from "bun:test";

import { histogram, summarize } from "../generator/counts/streams";
import type { Generator } from "../generator/generator";
import type { Load, StreamPlan, StreamResult } from "../generator/orders";
import { peers } from "../peers/peers";
import type { Runner } from "../runner";
import { whole } from "../scenarios";
import { goals, type MeasuredGoal } from "./goals";

// The figures that each workload of a whole run writes, from a generator that measures nothing: only the names matter here.
const written = new Map<string, string[]>();
const wanted = new Set(goals.flatMap((goal) => ("workload" in goal ? [goal.workload] : [])));
for (const { workloads, crowd, peers: own = Object.keys(peers) } of whole) {
  for (const workload of workloads.filter(({ name }) => wanted.has(name))) {
    const generator: Pick<Generator, "connect" | "talk" | "idle" | "storm" | "pages" | "react"> = idle(
      crowd.people,
    );
    const runner = { generator, crowd, startedInMs: 0, bytesBeforeConnect: 0 } as Runner;
    for (const { size, figures } of await workload.run(runner))
      for (const figure of Object.keys(figures)) {
        const place = `${workload.name}, ${size}: ${figure}`;
        written.set(place, [...(written.get(place) ?? []), ...own]);
      }
  }
}

describe("a whole run has every figure that the goals need", () => {
  const measured = goals.filter((goal): goal is MeasuredGoal => "workload" in goal);
  const places = measured.flatMap(({ workload, size, figure, bound: { of } }) => {
    const place = { workload, size, figure, peer: "ours" };
    return of ? [place, { ...place, ...of }] : [place];
  });

  test.each(places.map(({ workload, size, figure, peer }) => [`${workload}, ${size}: ${figure}`, peer]))(
    "%s, of %s",
    (place, peer) => {
      const of = written.get(place);
      expect(of).toBeDefined();
      // A peer that is not built here has only its name.
      if (peer in peers) expect(of).toContain(peer);
    },
  );
});

function idle(people: number) {
  const [load, latency] = [nothing(), summarize(histogram())];
  const incidents = { closed: {}, refused: 0, strays: 0, lastRefusal: "" };
  const talk = async (plans: StreamPlan[]) => {
    const streams = Object.fromEntries(plans.map(({ name }) => [name, silence()]));
    return { seconds: 1, streams, floodDisconnects: 0, load, incidents };
  };
  return {
    connect: async () => ({ seconds: 1, ready: people, latency, incidents, load }),
    talk,
    react: async ({ streams }: { streams: StreamPlan[] }) => ({
      talk: await talk(streams),
      latency,
      failed: 0,
      reacted: 0,
      counted: 0,
      shown: 0,
      frames: 0,
      framesASecond: 0,
      mostInASecond: 0,
    }),
    idle: async () => ({ load, incidents }),
    storm: async () => ({
      seconds: 1,
      fetched: 0,
      missed: 0,
      reconnectTimes: latency,
      catchUpTimes: latency,
      load,
      incidents,
    }),
    pages: async () => ({ latency, failed: 0, load }),
  };
}

function nothing(): Load {
  return { seconds: 1, serverCpu: 0, generatorCpu: 0, stolen: 0, others: 0, memory: [[0, 0]] };
}

function silence(): StreamResult {
  const none = summarize(histogram());
  const counts = { sent: 0, acked: 0, delivered: 0, lost: 0, doubled: 0, reordered: 0 };
  return { ...counts, deliveryTimes: none, completionTimes: none, ackTimes: none, sendDelays: none };
}
