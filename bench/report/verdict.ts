import type { Run } from "../result";
import { oursIn, type FigureKey, faultlessSpread, type Spread, tookPart } from "./figures";
import type { Bound, MeasuredGoal } from "./goals";
import { figureText, number, unitOf } from "./text";

/** Whether a run met a goal, in the words of the report. */
export interface Verdict {
  /** Such as "≤ 12 ms". */
  bound: string;
  ours?: Spread;
  verdict: string;
}

export function verdictOf(run: Run, goal: MeasuredGoal): Verdict {
  const { workload, size, figure, bound } = goal;
  const key = { workload, size, figure, peer: oursIn(run) };
  const ours = faultlessSpread(run, key);
  const other = bound.of && { ...key, ...bound.of };
  const base = other && faultlessSpread(run, other);
  const limit = limitOf(bound, base?.median);
  const partial = { bound: boundText(goal, base), ours };
  const missing = [key, ...(other ? [other] : [])].filter((one) => !faultlessSpread(run, one));
  if (!ours || missing.length > 0) return { ...partial, verdict: whyNot(run, missing) };
  if (limit === undefined)
    return { ...partial, verdict: `${number(ours.median / (base?.median ?? 1))} × ${other?.peer}` };
  return { ...partial, verdict: comparison(figure, ours.median, limit) };
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
  // No percentage of zero.
  if (limit === 0) return `${word} by ${figureText(figure, Math.abs(value))}`;
  return `${word} by ${number((Math.abs(value - limit) / limit) * 100)} %`;
}

function boundText({ figure, bound }: MeasuredGoal, base: Spread | undefined): string {
  const unit = unitOf(figure);
  const sign = bound.most === undefined ? "≥" : "≤";
  const factor = bound.most ?? bound.least;
  if (!bound.of) return `${sign} ${number(factor ?? 0)}${unit}`;
  const name = bound.of.peer ?? bound.of.size ?? "";
  if (factor === undefined) return `none; × ${name}`;
  const resolved = base ? ` = ${number(factor * base.median)}${unit}` : "";
  return `${sign} ${number(factor)} × ${name}${resolved}`;
}

function whyNot(run: Run, missing: FigureKey[]): string {
  const ours = missing.find(({ peer }) => peer === oursIn(run));
  const reasons = (ours ? [ours] : missing).map((key) => {
    const who = key.peer === oursIn(run) ? "" : ` of ${key.peer}`;
    return tookPart(run, key) ? `no valid pass${who}` : `not in this run${who && `: ${key.peer}`}`;
  });
  return [...new Set(reasons)].join(", ");
}
