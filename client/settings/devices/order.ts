export interface ListedSession {
  id: string;
  device: string;
  createdAt: number;
  lastSeenAt: number;
  current: boolean;
}

/** How many devices the settings show before someone asks for all. */
export const SHOWN = 3;

/** This device first, then by when they were used last. */
export const ordered = (sessions: readonly ListedSession[]): ListedSession[] =>
  [...sessions].sort(
    (a, b) =>
      Number(b.current) - Number(a.current) || b.lastSeenAt - a.lastSeenAt || b.createdAt - a.createdAt,
  );
