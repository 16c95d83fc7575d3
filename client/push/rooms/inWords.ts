import { now } from "../../i18n/clock";
import { pushing } from "../../i18n/push/words";
import { dayAndTimeOf, timeOf } from "../../i18n/words";
import { daysUntil } from "./until";

/** "3:20 PM today", "8:00 AM tomorrow". */
export function whenOf(at: number): string {
  const { today, tomorrow } = pushing().until;
  const days = daysUntil(at, now());
  if (days === 0) return today(timeOf(at));
  return days === 1 ? tomorrow(timeOf(at)) : dayAndTimeOf(at);
}
