import { Counter, Gauge, Histogram } from "prom-client";

import type { Spread, Tally } from "../../measures";

// Converts the server's counts into Prometheus metrics, at each scrape.

type Labels = Record<string, string>;
export type Samples = [labels: Labels, value: number][];

/** A metric's name, help and labels. */
export type About = { name: string; help: string; labelNames?: string[] };

/** For values that only grow during the life of the process. */
export function counter(about: About, read: () => Samples): Counter {
  return new Counter({
    ...about,
    registers: [],
    collect() {
      this.reset();
      for (const [labels, value] of read()) this.inc(labels, value);
    },
  });
}

/** For values that go up and down. */
export function gauge(about: About, read: () => Samples): Gauge {
  return new Gauge({
    ...about,
    registers: [],
    collect() {
      this.reset();
      for (const [labels, value] of read()) this.set(labels, value);
    },
  });
}

export const only = (value: number): Samples => [[{}, value]];

/** The tally's words as values of this label. */
export const tallySamples = (tally: Tally, label: string): Samples =>
  [...tally.of].map(([word, value]) => [{ [label]: word }, value]);

/** A histogram of values counted elsewhere: the library only formats them. */
export class ObservedHistogram extends Histogram {
  constructor(
    private readonly about: About,
    private readonly read: () => [Labels, Spread][],
  ) {
    super({ ...about, registers: [] });
  }

  /** Called by the library on its histograms; missing from its types. */
  async getForPromString() {
    const { name, help } = this.about;
    const values = this.read().flatMap(([labels, spread]) => histogramSamples(name, labels, spread));
    return { name, help, type: "histogram", aggregator: "sum", values };
  }
}

function histogramSamples(name: string, sharedLabels: Labels, { bounds, counts, sum }: Spread) {
  let upTo = 0;
  const buckets = [...bounds, "+Inf"].map((le, nth) => ({
    metricName: `${name}_bucket`,
    labels: { le: String(le) },
    sharedLabels,
    value: (upTo += counts[nth] ?? 0),
  }));
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels: {}, sharedLabels, value: sum },
    { metricName: `${name}_count`, labels: {}, sharedLabels, value: upTo },
  ];
}
