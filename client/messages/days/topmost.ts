/** What is at the top of the view. */
export interface Topmost {
  at: number;
  /** In px: how much of its row is above the view. */
  above: number;
  startsDay: boolean;
}

// In px: the height of a day's own line, which says the same while it is in view.
const LINE = 44;

/** The moment whose day the pill shows; undefined while that day's own line is there. */
export const pillOf = ({ at, above, startsDay }: Topmost): number | undefined =>
  startsDay && above < LINE ? undefined : at;
