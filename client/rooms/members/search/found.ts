import type { ListedMember } from "../ranks";

/** The loaded members in their order, then those that only the server found; each once, the loaded one counts. */
export function withFound(loaded: ListedMember[], found: ListedMember[]): ListedMember[] {
  const known = new Set(loaded.map(({ id }) => id));
  const more = found.filter(({ id }) => !known.has(id) && known.add(id));
  return more.length > 0 ? [...loaded, ...more] : loaded;
}
