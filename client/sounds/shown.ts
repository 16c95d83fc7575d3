// Which rooms are on screen in this browser: a lock a tab, because a lock ends with its tab. Browsers have locks under https
// only.

export const shownIn = (roomId: string): string => `potato.shown ${roomId}`;

/** In any tab; asked by tabs, and by the service worker. */
export async function isShownAnywhere(roomId: string): Promise<boolean> {
  if (!("locks" in navigator)) return false;
  const { held } = await navigator.locks.query();
  return held?.some(({ name }) => name === shownIn(roomId)) ?? false;
}
