import { describe, expect, test } from "bun:test";

import { histogram, spread } from "../generator/counts/streams";
import type { Generator } from "../generator/generator";
import type { Load, StreamPlan, StreamResult } from "../generator/orders";
import { peers } from "../peers/peers";
import type { Runner } from "../runner";
import { whole } from "../scenarios";
import { goals, type Measured } from "./goals";

// What each workload of a whole run writes, told by a generator that has measured nothing: only names matter here.
const written = new Map<string, string[]>();
const wanted = new Set(goals.flatMap((goal) => ("workload" in goal ? [goal.workload] : [])));
for (const { workloads, crowd, peers: own = Object.keys(peers) } of whole) {
  for (const workload of workloads.filter(({ name }) => wanted.has(name))) {
    const generator: Pick<Generator, "connect" | "talk" | "rest" | "storm" | "pages"> = idle(crowd.people);
    const runner = { generator, crowd, startedInMs: 0, emptyBytes: 0 } as Runner;
    for (const { size, figures } of await workload.run(runner))
      for (const figure of Object.keys(figures)) {
        const place = `${workload.name}, ${size}: ${figure}`;
        written.set(place, [...(written.get(place) ?? []), ...own]);
      }
  }
}

describe("a whole run has what the goals ask for", () => {
  const measured = goals.filter((goal): goal is Measured => "workload" in goal);
  const places = measured.flatMap(({ workload, size, figure, bound: { of } }) => {
    const place = { workload, size, figure, peer: "ours" };
    return of ? [place, { ...place, ...of }] : [place];
  });

  test.each(places.map(({ workload, size, figure, peer }) => [`${workload}, ${size}: ${figure}`, peer]))(
    "%s, of %s",
    (place, peer) => {
      const of = written.get(place);
      expect(of).toBeDefined();
      // Where a peer is not built here yet, its name is all that there is.
      if (peer in peers) expect(of).toContain(peer);
    },
  );
});

function idle(people: number) {
  const [load, waits] = [nothing(), spread(histogram())];
  const incidents = { closed: {}, refused: 0, strays: 0, lastRefusal: "" };
  return {
    connect: async () => ({ seconds: 1, ready: people, waits, incidents, load }),
    talk: async (plans: StreamPlan[]) => {
      const streams = Object.fromEntries(plans.map(({ name }) => [name, silence()]));
      return { seconds: 1, streams, floodEnds: 0, load, incidents };
    },
    rest: async () => ({ load, incidents }),
    storm: async () => ({ seconds: 1, fetched: 0, missed: 0, back: waits, caughtUp: waits, load, incidents }),
    pages: async () => ({ waits, failed: 0, load }),
  };
}

function nothing(): Load {
  return { seconds: 1, serverCpu: 0, generatorCpu: 0, stolen: 0, others: 0, memory: [[0, 0]] };
}

function silence(): StreamResult {
  const none = spread(histogram());
  const counts = { said: 0, acked: 0, heard: 0, lost: 0, doubled: 0, reordered: 0 };
  return { ...counts, hearings: none, lasts: none, acks: none, delays: none };
}
