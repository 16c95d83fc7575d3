import { createMemo, createRoot } from "solid-js";

import { now, zone } from "./clock";
import { region } from "./language";

// Times in the reader's language and time zone.

/** A format keeps the time zone in which it was made, so a change of zone needs new ones. */
export const formsIn = (tag: string) => ({
  time: new Intl.DateTimeFormat(tag, { hour: "numeric", minute: "2-digit" }),
  day: new Intl.DateTimeFormat(tag, { dateStyle: "full" }),
  dayAndTime: new Intl.DateTimeFormat(tag, {
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
  }),
  inFull: new Intl.DateTimeFormat(tag, { dateStyle: "full", timeStyle: "short" }),
  year: new Intl.DateTimeFormat(tag, { year: "numeric" }),
  date: new Intl.DateTimeFormat(tag, { dateStyle: "medium" }),
  shortDay: new Intl.DateTimeFormat(tag, { month: "short", day: "numeric" }),
  dayOfYear: new Intl.DateTimeFormat(tag, { year: "numeric", month: "numeric", day: "numeric" }),
  month: new Intl.DateTimeFormat(tag, { year: "numeric", month: "long" }),
  ago: new Intl.RelativeTimeFormat(tag, { numeric: "auto" }),
});

const forms = createRoot(() =>
  createMemo(() => {
    zone();
    return formsIn(region());
  }),
);

export const timeOf = (at: number): string => forms().time.format(at);
export const dayAndTimeOf = (at: number): string => forms().dayAndTime.format(at);
export const dateOf = (at: number): string => forms().date.format(at);
export const momentInFullOf = (at: number): string => forms().inFull.format(at);
/** "November 2026" */
export const monthOf = (at: number): string => forms().month.format(at);
export const dayOf = (at: number): string => forms().day.format(at);
// Changes once a day, so that what shows a day does not render again every minute.
const today = createRoot(() =>
  createMemo(() => ({ day: dayOf(now()), at: now() }), undefined, {
    equals: (one, other) => one.day === other.day,
  }),
);

/** Short, for lists: today's by their time, until midnight; older ones by their day, with the year if that is another. */
export const momentOf = (at: number): string => {
  const { day, at: reference } = today();
  return dayOf(at) === day ? timeOf(at) : olderDay(forms(), at, reference);
};

export const olderDay = ({ year, shortDay, dayOfYear }: Forms, at: number, reference: number): string =>
  (year.format(at) === year.format(reference) ? shortDay : dayOfYear).format(at);

// From the largest unit, with its length in ms.
const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** Within the last minute. */
export const isNow = (at: number): boolean => now() - at < 60_000;

/** "3 hours ago"; within the last minute, "now". */
export function agoOf(at: number): string {
  const passed = now() - at;
  const [unit, ms] = UNITS.find(([, one]) => passed >= one) ?? ["second", Infinity];
  return forms().ago.format(-Math.floor(passed / ms) || 0, unit);
}

type Forms = ReturnType<typeof formsIn>;
