import { build, type Histogram } from "hdr-histogram-js";

/** The messages of one `StreamPlan`. Times come in ms and are kept in µs. */
export class Stream {
  readonly deliveryTimes = histogram();
  readonly completionTimes = histogram();
  readonly ackTimes = histogram();
  /** How much later than due a message was sent: the generator's fault, not the server's. */
  readonly sendDelays = histogram();
  sent = 0;
  /** Deliveries that are still expected. (Acks that are still expected: `sent` less `acked`.) */
  missing = 0;
  acked = 0;
  doubled = 0;
  reordered = 0;

  constructor(readonly name: string) {}

  recordDelivery(ms: number): void {
    this.missing--;
    record(this.deliveryTimes, ms);
  }
  recordCompletion(ms: number): void {
    record(this.completionTimes, ms);
  }
  recordAck(ms: number): void {
    this.acked++;
    record(this.ackTimes, ms);
  }
  recordSendDelay(ms: number): void {
    record(this.sendDelays, ms);
  }
}

/** Percentiles of a histogram, in ms. */
export interface LatencySummary {
  count: number;
  p50: number;
  p99: number;
  max: number;
  curve: [number, number][];
}

const PERCENTILES = [1, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 100];
// Ten minutes: longer than any timeout of a talk.
const MAX_US = 600_000_000;

export const histogram = (): Histogram =>
  build({ lowestDiscernibleValue: 1, highestTrackableValue: MAX_US, numberOfSignificantValueDigits: 3 });

export const record = (into: Histogram, ms: number): void =>
  into.recordValue(Math.min(Math.max(Math.round(ms * 1000), 1), MAX_US));

export function summarize(of: Histogram): LatencySummary {
  const at = (percentile: number) => of.getValueAtPercentile(percentile) / 1000;
  return {
    count: of.totalCount,
    p50: at(50),
    p99: at(99),
    max: of.totalCount > 0 ? of.maxValue / 1000 : 0,
    curve: PERCENTILES.map((percentile) => [percentile, at(percentile)]),
  };
}
