// Until when a room is muted.

export const muteTimes = ["hour", "morning", "always"] as const;
export type MuteTime = (typeof muteTimes)[number];

const HOUR_MS = 3_600_000;
const MORNING = 8;
// At night the next morning is today's.
const NIGHT_ENDS = 4;

/** In ms; null is for good. */
export function untilOf(time: MuteTime, now: number): number | null {
  if (time === "always") return null;
  return time === "hour" ? now + HOUR_MS : nextMorning(now);
}

/** Eight o'clock of tomorrow by the clock here; in the small hours, of today. */
export function nextMorning(now: number): number {
  const morning = new Date(now);
  if (morning.getHours() >= NIGHT_ENDS) morning.setDate(morning.getDate() + 1);
  return morning.setHours(MORNING, 0, 0, 0);
}

/** How many midnights lie between. */
export function daysUntil(at: number, now: number): number {
  const [then, today] = [new Date(at), new Date(now)].map((date) => date.setHours(12, 0, 0, 0)) as [
    number,
    number,
  ];
  return Math.round((then - today) / (24 * HOUR_MS));
}
