import type { Run } from "../result";
import { oursIn, type Place, sound, type Spread, wasThere } from "./figures";
import type { Bound, Measured } from "./goals";
import { figureText, number, unitOf } from "./text";

/** How a goal came out in a run, in the words of the report. */
export interface Verdict {
  /** What was to be reached: "≤ 12 ms". */
  bound: string;
  ours?: Spread;
  verdict: string;
}

export function verdictOf(run: Run, goal: Measured): Verdict {
  const { workload, size, figure, bound } = goal;
  const place = { workload, size, figure, peer: oursIn(run) };
  const ours = sound(run, place);
  const other = bound.of && { ...place, ...bound.of };
  const base = other && sound(run, other);
  const limit = limitOf(bound, base?.median);
  const told = { bound: boundText(goal, base), ours };
  const missing = [place, ...(other ? [other] : [])].filter((one) => !sound(run, one));
  if (!ours || missing.length > 0) return { ...told, verdict: whyNot(run, missing) };
  if (limit === undefined)
    return { ...told, verdict: `${number(ours.median / (base?.median ?? 1))} × ${other?.peer}` };
  return { ...told, verdict: comparison(figure, ours.median, limit) };
}

interface Limit {
  most?: number;
  least?: number;
}

function limitOf({ most, least, of }: Bound, base = 1): Limit | undefined {
  const times = of ? base : 1;
  if (most !== undefined) return { most: most * times };
  return least === undefined ? undefined : { least: least * times };
}

function comparison(figure: string, value: number, { most, least }: Limit): string {
  const limit = most ?? least ?? 0;
  const isMet = most === undefined ? value >= limit : value <= limit;
  const word = isMet ? "met" : "**missed**";
  if (value === limit) return word;
  // No share of nothing.
  if (limit === 0) return `${word} by ${figureText(figure, Math.abs(value))}`;
  return `${word} by ${number((Math.abs(value - limit) / limit) * 100)} %`;
}

function boundText({ figure, bound }: Measured, base: Spread | undefined): string {
  const unit = unitOf(figure);
  const sign = bound.most === undefined ? "≥" : "≤";
  const factor = bound.most ?? bound.least;
  if (!bound.of) return `${sign} ${number(factor ?? 0)}${unit}`;
  const name = bound.of.peer ?? bound.of.size ?? "";
  if (factor === undefined) return `none; × ${name}`;
  const resolved = base ? ` = ${number(factor * base.median)}${unit}` : "";
  return `${sign} ${number(factor)} × ${name}${resolved}`;
}

function whyNot(run: Run, missing: Place[]): string {
  const ours = missing.find(({ peer }) => peer === oursIn(run));
  const reasons = (ours ? [ours] : missing).map((place) => {
    const who = place.peer === oursIn(run) ? "" : ` of ${place.peer}`;
    return wasThere(run, place) ? `no valid pass${who}` : `not in this run${who && `: ${place.peer}`}`;
  });
  return [...new Set(reasons)].join(", ");
}
