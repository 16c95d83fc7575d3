// How long something took, as people say it.

export type SpanUnit = "minute" | "hour" | "day";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** In whole units; undefined for less than a minute, which is not worth saying. */
export function spanOf(ms: number): { count: number; unit: SpanUnit } | undefined {
  if (ms < MINUTE_MS) return undefined;
  // 59.6 minutes are an hour, not 60 minutes; up to two days are said in hours.
  if (ms < HOUR_MS - MINUTE_MS / 2) return { count: Math.round(ms / MINUTE_MS), unit: "minute" };
  if (ms < 2 * DAY_MS - HOUR_MS / 2) return { count: Math.round(ms / HOUR_MS), unit: "hour" };
  return { count: Math.round(ms / DAY_MS), unit: "day" };
}
