const DAY_MS = 86_400_000;

/**
 * How many calendar days before `now` that moment was, in the reader's time zone: 0 is today, 1 yesterday. Negative if this
 * clock is behind.
 */
export const daysBefore = (at: number, now: number): number =>
  // Days are 23 to 25 hours long where clocks are put forward and back.
  Math.round((startOf(now) - startOf(at)) / DAY_MS);

function startOf(at: number): number {
  const date = new Date(at);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
