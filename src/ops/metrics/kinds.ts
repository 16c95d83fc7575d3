import { Counter, Gauge, Histogram } from "prom-client";

import type { Spread, Tally } from "../../measures";

// How what the house counts becomes what Prometheus reads: when it asks, and not before.

type Labels = Record<string, string>;
export type Values = [labels: Labels, value: number][];

/** What a metric is called, what it means in plain words, and by what its values are told apart. */
export type About = { name: string; help: string; labelNames?: string[] };

/** What only grows for as long as the process lives. */
export function counter(about: About, read: () => Values): Counter {
  return new Counter({
    ...about,
    registers: [],
    collect() {
      this.reset();
      for (const [labels, value] of read()) this.inc(labels, value);
    },
  });
}

/** What goes up and down. */
export function gauge(about: About, read: () => Values): Gauge {
  return new Gauge({
    ...about,
    registers: [],
    collect() {
      this.reset();
      for (const [labels, value] of read()) this.set(labels, value);
    },
  });
}

export const only = (value: number): Values => [[{}, value]];

/** Its words, each as the value of this label. */
export const wordsOf = (tally: Tally, label: string): Values =>
  [...tally.of].map(([word, value]) => [{ [label]: word }, value]);

/** Spreads that were counted already: the library only puts them into words. */
export class Told extends Histogram {
  constructor(
    private readonly about: About,
    private readonly read: () => [Labels, Spread][],
  ) {
    super({ ...about, registers: [] });
  }

  /** What the library asks its own histograms for; its types do not know it. */
  async getForPromString() {
    const { name, help } = this.about;
    const values = this.read().flatMap(([labels, spread]) => told(name, labels, spread));
    return { name, help, type: "histogram", aggregator: "sum", values };
  }
}

function told(name: string, sharedLabels: Labels, { bounds, counts, sum }: Spread) {
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
