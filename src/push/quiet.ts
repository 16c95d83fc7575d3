import type { Notifications } from "../protocol/user";

// When it is quiet goes by what a clock on the user's wall shows: also on the days on which that is put forward or back, where
// an hour is left out or comes twice.

type WallTime = { day: number; minutes: number };

/** Whether it is within the user's quiet hours at this time, in ms. */
export function isQuiet(quiet: Notifications["quiet"], at: number): boolean {
  if (!quiet) return false;
  const [from, to] = [minutesOf(quiet.from), minutesOf(quiet.to)];
  const { day, minutes } = wallTime(quiet.timeZone, at);
  const hasBegun = minutes >= from;
  // What began yesterday goes on after midnight. From 22:00 to 22:00 is a whole day.
  if (from >= to) return quiet.days.includes(hasBegun ? day : (day + 6) % 7) && (hasBegun || minutes < to);
  return quiet.days.includes(day) && hasBegun && minutes < to;
}

const minutesOf = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

// To make one takes 50 times as long as to use it. There are some 600 zones.
const clocks = new Map<string, Intl.DateTimeFormat>();

function wallTime(timeZone: string, at: number): WallTime {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const minutes = Number(parts.get("hour")) * 60 + Number(parts.get("minute"));
  return { day: DAYS.indexOf(parts.get("weekday") ?? ""), minutes };
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const there = clocks.get(timeZone);
  if (there) return there;
  const shape = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const made = new Intl.DateTimeFormat("en-US", { timeZone, ...shape });
  clocks.set(timeZone, made);
  return made;
}
