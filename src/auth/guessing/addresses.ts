/**
 * Where someone has said the right password, or refreshed their session, lately: for devices that keep no token of their
 * own. In memory, and bounded; after a restart it is known again with the next refresh.
 */
const MAX_PEOPLE = 20_000;
// Home, work, a phone's network and some to spare: the newest count.
const MAX_EACH = 8;

// Whoever came last stands last.
const places = new Map<string, string[]>();

export function remember(userId: string, address: string): void {
  const others = (places.get(userId) ?? []).filter((one) => one !== address);
  places.delete(userId);
  places.set(userId, [...others, address].slice(-MAX_EACH));
  for (const oldest of places.keys()) {
    if (places.size <= MAX_PEOPLE) return;
    places.delete(oldest);
  }
}

export const isKnown = (userId: string, address: string): boolean =>
  places.get(userId)?.includes(address) ?? false;
