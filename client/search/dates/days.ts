// Days as a date field has them, "2026-11-30", and as the search has them: moments of this machine's time zone.

/** When the day begins; `after` days later. Undefined for what is no day. */
export function startOf(day: string, after = 0): number | undefined {
  const [, year, month, date] = /^(\d{4,6})-(\d\d)-(\d\d)$/u.exec(day) ?? [];
  if (!year) return undefined;
  // By its parts, because a day may have 23 or 25 hours, and not by the constructor, which takes the year 26 for 1926.
  const at = new Date(2000, 0, 1);
  at.setFullYear(Number(year), Number(month) - 1, Number(date) + after);
  const ms = at.getTime();
  // The server takes no moment before 1970.
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** The day of a moment, or of one some days before it. */
export function dayAt(at: number | undefined, before = 0): string {
  if (at === undefined) return "";
  const day = new Date(at);
  day.setDate(day.getDate() - before);
  const [month, date] = [day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${String(day.getFullYear()).padStart(4, "0")}-${month}-${date}`;
}
