/** An address of this page that the router can read, and that leads to the same place. */
export const soundAddress = ({
  pathname,
  search,
  hash,
}: Pick<Location, "pathname" | "search" | "hash">): string =>
  soundPath(pathname) + search + soundSegment(hash);

/**
 * A path that the router can read, and that leads to the same place: each `%` of a segment that cannot be decoded stands
 * for itself, and no two slashes stand together.
 */
export function soundPath(path: string): string {
  const segments = path.split("/").filter((segment) => segment !== "");
  const end = path.length > 1 && path.endsWith("/") && segments.length > 0 ? "/" : "";
  return `/${segments.map(soundSegment).join("/")}${end}`;
}

function soundSegment(segment: string): string {
  try {
    // The result is used, because the bundler drops a call whose result is not, even one that is there to throw.
    return decodeURIComponent(segment) === "" ? "" : segment;
  } catch {
    return segment.replaceAll("%", "%25");
  }
}
