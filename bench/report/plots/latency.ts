import type { Result, Run } from "../../result";
import { styleOf, peersOf } from "../figures";
import { duration } from "../text";
import { lines } from "./lines";
import { logarithmic, nines } from "./scale";
import type { Point } from "./svg";

const PERCENTILES = [50, 90, 99, 99.9, 99.99];

/** Latency by percentile, one line per peer. Undefined if no peer has a valid pass with a curve. */
export function latency(run: Run, title: string, results: Result[]): string | undefined {
  const peers = peersOf(run, results);
  const found = peers.flatMap((peer) => {
    const points = medianCurve(results.filter((one) => one.peer === peer));
    return points ? [{ text: peer, style: styleOf(run, peer), points }] : [];
  });
  if (found.length === 0) return undefined;
  const missing = peers.filter((peer) => !found.some(({ text }) => text === peer));
  const notes = [
    "From the intended send time. For each peer the pass with the median p99; of two passes, the slower.",
  ];
  if (missing.length > 0) notes.push(`No valid pass, so no line: ${missing.join(", ")}.`);
  const desc = found.map(({ text, points }) => `${text}: ${percentilesText(points)}`).join(". ");
  const times = found.flatMap(({ points }) => points.map(([, ms]) => ms));
  const y = logarithmic(times, "latency", duration);
  return lines({ title, desc, notes }, [nines(PERCENTILES, "percentile of all deliveries"), y], {
    series: found,
    right: 150,
  });
}

function medianCurve(passes: Result[]): Point[] | undefined {
  const curves = passes
    .filter(({ faults }) => faults.length === 0)
    .flatMap(({ curve }) => (curve ? [curve.flatMap(drawable)] : []))
    .filter((points) => points.length > 1)
    .sort((one, other) => p99Of(one) - p99Of(other));
  return curves[curves.length >> 1];
}

// Zero has no logarithm, and no real latency is below a hundredth of a millisecond.
function drawable([percentile, ms]: Point): Point[] {
  const isWithin = percentile >= 50 && percentile <= 99.99 && Number.isFinite(ms);
  return isWithin ? [[percentile, Math.max(ms, 0.01)]] : [];
}

function p99Of(points: Point[]): number {
  return points.find(([percentile]) => percentile >= 99)?.[1] ?? Number.POSITIVE_INFINITY;
}

// The curve has more points; only these percentiles go into the text.
function percentilesText(points: Point[]): string {
  const found = PERCENTILES.map((wanted) => ({ wanted, point: points.find(([at]) => at >= wanted) }));
  return found.flatMap(({ wanted, point }) => (point ? [`p${wanted} ${duration(point[1])}`] : [])).join(", ");
}
