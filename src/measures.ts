import { clientFrames, closeCodes } from "./protocol/frames";
import { type Code, codes } from "./protocol/problem";

// What the house counts of itself, where it happens. At 10,000 messages a second only plain numbers are cheap enough: one
// more in a spread takes 11 ns, where a histogram of the library takes 160. `ops/metrics` gives them names when asked.

/** How often, by one word of a few: none of them may be made up by whoever is outside. */
export class Tally {
  readonly of = new Map<string, number>();

  /** Those that are known beforehand begin with none: who watches sees the first one come. */
  constructor(words: readonly string[] = []) {
    for (const word of words) this.of.set(word, 0);
  }

  add(word: string, howMany = 1): void {
    this.of.set(word, (this.of.get(word) ?? 0) + howMany);
  }
}

/** How many values lay up to each of these bounds, and beyond the last. */
export class Spread {
  readonly counts: Float64Array;
  sum = 0;

  constructor(readonly bounds: readonly number[]) {
    this.counts = new Float64Array(bounds.length + 1);
  }

  add(value: number): void {
    const { bounds, counts } = this;
    let at = 0;
    while (at < bounds.length && value > bounds[at]!) at++;
    counts[at]!++;
    this.sum += value;
  }

  /** The seconds since this moment of `performance.now()`; answers what it is now: to ask costs 40 ns. */
  since(begun: number): number {
    const now = performance.now();
    this.add((now - begun) / 1000);
    return now;
  }
}

// In seconds. The goal is a p99 of 50 ms: around it they are closest.
const moments = [0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
export const briefly = (): Spread => new Spread(moments);

/** From enqueue to ack. */
export const acks = briefly();
/** From being stored, or received from another machine, until it has been delivered to all subscribers here. */
export const deliveries = briefly();
/** How many messages are stored at once. */
export const batches = new Spread([1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);
/** How long one write to accounts holds the event loop. */
export const accountsWrites = briefly();

export const stored = new Tally(["text", "system", "repeat"]);
export const delivered = new Tally(["sockets", "feeds"]);
export const frames = new Tally([...Object.keys(clientFrames), "unreadable"]);
// Ours, and those of the RFC that occur: a client may close with any other number.
const endings = [1000, 1001, 1002, 1005, 1006, 1007, 1009, ...Object.values(closeCodes)];
export const closed = new Tally([...endings.map(String), "other"]);
export const limited = new Tally();
/** Sockets that were refused: their address had its share, or no more may be open. */
export const turnedAway = new Tally(["address", "full"]);
/** Facts that this machine sent to others, and received from them. */
export const passed = new Tally(["sent", "received"]);
/** What came over Redis and was rejected. */
export const dropped = new Tally(["forged", "repeated", "unproven", "malformed", "unknown"]);
export const refused: Record<"request" | "frame", Tally> = {
  request: new Tally(codes),
  frame: new Tally(codes),
};
export const refuse = (door: "request" | "frame", code: Code): void => refused[door].add(code);

/** Messages that had to be read from history, because they were not received from another machine. */
export const holes = new Tally(["noticed", "filled", "left"]);

/** Push messages, by what became of them. */
export const pushed = new Tally(["sent", "gone", "failed"]);
export const pushes = { inFlight: 0, waiting: 0 };

/** Files that became whole on this machine. */
export const filesMade = new Tally(["picture", "video", "audio", "other"]);
/** Bytes of files that have come, whole or not, and the requests that bring some now. */
export const uploads = { bytes: 0, underWay: 0 };
