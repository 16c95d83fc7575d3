import { createMemo, createRoot } from "solid-js";

import { now } from "./clock";
import { region } from "./language";

// Times in the reader's language and time zone.

const forms = createRoot(() =>
  createMemo(() => ({
    time: new Intl.DateTimeFormat(region(), { hour: "numeric", minute: "2-digit" }),
    day: new Intl.DateTimeFormat(region(), { dateStyle: "full" }),
    dayAndTime: new Intl.DateTimeFormat(region(), {
      month: "short",
      day: "numeric",
      hour: "numeric",
      minute: "2-digit",
    }),
    inFull: new Intl.DateTimeFormat(region(), { dateStyle: "full", timeStyle: "short" }),
    shortDay: new Intl.DateTimeFormat(region(), { month: "short", day: "numeric" }),
    ago: new Intl.RelativeTimeFormat(region(), { numeric: "auto" }),
  })),
);

export const timeOf = (at: number): string => forms().time.format(at);
export const dayAndTimeOf = (at: number): string => forms().dayAndTime.format(at);
export const momentInFullOf = (at: number): string => forms().inFull.format(at);
export const dayOf = (at: number): string => forms().day.format(at);
// A memo of its own, so that what shows a day does not render again every minute.
const today = createRoot(() => createMemo(() => dayOf(now())));

/** Short, for lists: today's by their time, until midnight; older ones by their day. */
export const momentOf = (at: number): string =>
  dayOf(at) === today() ? timeOf(at) : forms().shortDay.format(at);

// From the largest unit, with its length in ms.
const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** "3 hours ago"; within the last minute, "now". */
export function agoOf(at: number): string {
  const passed = now() - at;
  const [unit, ms] = UNITS.find(([, one]) => passed >= one) ?? ["second", Infinity];
  return forms().ago.format(-Math.floor(passed / ms) || 0, unit);
}
