import { now } from "../../i18n/clock";
import { dayOf, words } from "../../i18n/words";
import { daysBefore } from "./day";

/** "Today", "Yesterday", or the date. By the page's one clock, so it is right after midnight, too. */
export function dayLabelOf(at: number): string {
  const days = daysBefore(at, now());
  if (days === 0) return words.reading.today;
  return days === 1 ? words.reading.yesterday : dayOf(at);
}
