/** How much of what I missed is still to be read. */
export interface Progress {
  /** The most that was unread since I last had read everything. */
  most: number;
  unread: number;
}

export const CAUGHT_UP: Progress = { most: 0, unread: 0 };

/** The next state, once `unread` messages are left. Messages that come while I read make the whole larger. */
export const progressed = ({ most }: Progress, unread: number): Progress =>
  unread <= 0 ? CAUGHT_UP : { most: Math.max(most, unread), unread };

/** From 1, nothing of it has been read, to 0, all has. */
export const shareLeft = ({ most, unread }: Progress): number => (most === 0 ? 0 : unread / most);
