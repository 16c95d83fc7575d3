import type { Quiet } from "../../src/protocol/user";

// As src/push/quiet.ts, which decides: src/push/page.test.ts compares them.

const MINUTE_MS = 60_000;
// A day, and the hour that it can have more.
const LONGEST = 25 * 60;

export function isQuietAt(quiet: Quiet | null, at: number): boolean {
  if (!quiet) return false;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const { day, minutes } = wallTime(quiet.timeZone, at);
  const hasBegun = minutes >= from;
  // What began yesterday goes on after midnight.
  if (from >= to) return quiet.days.includes(hasBegun ? day : (day + 6) % 7) && (hasBegun || minutes < to);
  return quiet.days.includes(day) && hasBegun && minutes < to;
}

/** When it is no longer quiet. Undefined while it is not, and where it goes on for longer than a day. */
export const quietUntil = (quiet: Quiet | null, at: number): number | undefined =>
  isQuietAt(quiet, at) ? firstMinute(at, (then) => !isQuietAt(quiet, then)) : undefined;

/** When it next becomes quiet, within a day. */
export const quietFrom = (quiet: Quiet | null, at: number): number | undefined =>
  quiet && !isQuietAt(quiet, at) ? firstMinute(at, (then) => isQuietAt(quiet, then)) : undefined;

// Minute by minute: no calendar of ours is right about the days on which clocks are changed.
function firstMinute(after: number, isIt: (at: number) => boolean): number | undefined {
  const start = after - (after % MINUTE_MS);
  for (let n = 1; n <= LONGEST; n++) if (isIt(start + n * MINUTE_MS)) return start + n * MINUTE_MS;
  return undefined;
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const clocks = new Map<string, Intl.DateTimeFormat>();

function wallTime(timeZone: string, at: number): { day: number; minutes: number } {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const minutes = Number(parts.get("hour")) * 60 + Number(parts.get("minute"));
  return { day: DAYS.indexOf(parts.get("weekday") ?? ""), minutes };
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const shape = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat("en-US", { timeZone, ...shape });
  clocks.set(timeZone, clock);
  return clock;
}
