/** How a number changes on screen: `still` stays where it is, and `from` rolls out as `to` rolls in. */
export interface Roll {
  still: string;
  from: string;
  to: string;
}

/** Only the digits that change roll. If the number gets shorter, all of it does, because every digit moves. */
export function rollOf(before: number, now: number): Roll {
  const [old, next] = [String(before), String(now)];
  const isSameLength = old.length === next.length;
  const changed = isSameLength ? [...next].findIndex((digit, place) => digit !== old[place]) : 0;
  const start = changed < 0 ? next.length : changed;
  return { still: next.slice(0, start), from: old.slice(start), to: next.slice(start) };
}
