import { build, type Histogram } from "hdr-histogram-js";

/** Messages of one kind in a talk: "others" beside "crowd". Times are ms, kept in µs. */
export class Stream {
  readonly hearings = histogram();
  readonly lasts = histogram();
  readonly acks = histogram();
  /** How much later than due a message left: the generator's fault, not the server's. */
  readonly delays = histogram();
  said = 0;
  /** Hearings that have yet to come; messages that have yet to be acked are `said` less `answered`. */
  missing = 0;
  answered = 0;
  doubled = 0;
  reordered = 0;

  constructor(readonly name: string) {}

  heard(ms: number): void {
    this.missing--;
    record(this.hearings, ms);
  }
  heardByAll(ms: number): void {
    record(this.lasts, ms);
  }
  acked(ms: number): void {
    this.answered++;
    record(this.acks, ms);
  }
  left(ms: number): void {
    record(this.delays, ms);
  }
}

/** What a histogram comes to, in ms. */
export interface Spread {
  count: number;
  p50: number;
  p99: number;
  max: number;
  curve: [number, number][];
}

const PERCENTILES = [1, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 100];
// Ten minutes: longer than any talk waits for anything.
const LONGEST_US = 600_000_000;

export const histogram = (): Histogram =>
  build({ lowestDiscernibleValue: 1, highestTrackableValue: LONGEST_US, numberOfSignificantValueDigits: 3 });

export const record = (into: Histogram, ms: number): void =>
  into.recordValue(Math.min(Math.max(Math.round(ms * 1000), 1), LONGEST_US));

export function spread(of: Histogram): Spread {
  const at = (percentile: number) => of.getValueAtPercentile(percentile) / 1000;
  return {
    count: of.totalCount,
    p50: at(50),
    p99: at(99),
    max: of.totalCount > 0 ? of.maxValue / 1000 : 0,
    curve: PERCENTILES.map((percentile) => [percentile, at(percentile)]),
  };
}
