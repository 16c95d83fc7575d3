import type { Hit } from "../../../src/search/model";

/** What was found on one day. */
export interface FoundDay {
  day: string;
  hits: Hit[];
}

/** The hits, the newest first, by day. `dayOf`: in the reader's language and time zone; the same for all of a day. */
export function daysOf(hits: Hit[], dayOf: (at: number) => string): FoundDay[] {
  const days: FoundDay[] = [];
  for (const hit of hits) {
    const day = dayOf(hit.message.at);
    const last = days.at(-1);
    if (last?.day === day) last.hits.push(hit);
    else days.push({ day, hits: [hit] });
  }
  return days;
}
