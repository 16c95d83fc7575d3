import type { Result, Run } from "../../result";
import { lookOf, peersOf } from "../figures";
import { duration } from "../text";
import { lines } from "./lines";
import { logarithmic, nines } from "./scale";
import type { Point } from "./svg";

const PERCENTILES = [50, 90, 99, 99.9, 99.99];

/** Latency by percentile, a line a peer. Undefined where nobody has a valid pass with a curve. */
export function latency(run: Run, title: string, results: Result[]): string | undefined {
  const peers = peersOf(run, results);
  const found = peers.flatMap((peer) => {
    const points = middle(results.filter((one) => one.peer === peer));
    return points ? [{ text: peer, look: lookOf(run, peer), points }] : [];
  });
  if (found.length === 0) return undefined;
  const missing = peers.filter((peer) => !found.some(({ text }) => text === peer));
  const notes = [
    "From the intended send time. Of each peer the pass with the median p99; of two, the slower.",
  ];
  if (missing.length > 0) notes.push(`Without a valid pass, so without a line: ${missing.join(", ")}.`);
  const desc = found.map(({ text, points }) => `${text}: ${told(points)}`).join(". ");
  const times = found.flatMap(({ points }) => points.map(([, ms]) => ms));
  const y = logarithmic(times, "latency", duration);
  return lines({ title, desc, notes }, [nines(PERCENTILES, "percentile of all deliveries"), y], {
    series: found,
    right: 150,
  });
}

function middle(passes: Result[]): Point[] | undefined {
  const curves = passes
    .filter(({ faults }) => faults.length === 0)
    .flatMap(({ curve }) => (curve ? [curve.flatMap(drawable)] : []))
    .filter((points) => points.length > 1)
    .sort((one, other) => at99(one) - at99(other));
  return curves[curves.length >> 1];
}

// Nothing is quicker than a hundredth of a millisecond here, and a logarithm has no zero.
function drawable([percentile, ms]: Point): Point[] {
  const isWithin = percentile >= 50 && percentile <= 99.99 && Number.isFinite(ms);
  return isWithin ? [[percentile, Math.max(ms, 0.01)]] : [];
}

function at99(points: Point[]): number {
  return points.find(([percentile]) => percentile >= 99)?.[1] ?? Number.POSITIVE_INFINITY;
}

// A curve may have points between; these are told.
function told(points: Point[]): string {
  const found = PERCENTILES.map((wanted) => ({ wanted, point: points.find(([at]) => at >= wanted) }));
  return found.flatMap(({ wanted, point }) => (point ? [`p${wanted} ${duration(point[1])}`] : [])).join(", ");
}
