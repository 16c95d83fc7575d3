// A message to a room of ten thousand is as many push messages. Handed over at once they would hold up chat for a moment each
// second, and take memory until their turn comes; at this pace they are all decided within four seconds.

// Push messages, of all rooms.
const A_SECOND = 3000;
// So much may go at once, in ms of that pace: a slice of a large room, or many small ones.
const AHEAD_MS = 30;

let freeAt = 0;

/** After so many were handed over: resolves when the next may be. */
export async function pace(count: number): Promise<void> {
  const now = performance.now();
  freeAt = Math.max(now, freeAt) + (count * 1000) / A_SECOND;
  if (freeAt > now + AHEAD_MS) await Bun.sleep(freeAt - now);
}
