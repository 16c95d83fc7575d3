/**
 * The addresses from which a user has recently signed in or refreshed, for devices that keep no device token. In memory, and
 * bounded; after a restart, the next refresh adds the address again.
 */
const MAX_PEOPLE = 20_000;
// Addresses of one user, the newest: home, work, a phone's network and some to spare.
const MAX_EACH = 8;

// Least recently seen first.
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
