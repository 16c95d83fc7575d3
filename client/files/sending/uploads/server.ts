import { currentToken } from "../../../api";

// What the server says of uploads, and how far away it is.

let asked: Promise<number | undefined> | undefined;

/** How large a file may be, in bytes (tus: OPTIONS); undefined if that is not known now. */
export function largestFile(): Promise<number | undefined> {
  asked ??= ask().catch(() => (asked = undefined));
  return asked;
}

export async function isLarger(size: number): Promise<boolean> {
  const largest = await largestFile();
  return largest !== undefined && size > largest;
}

async function ask(): Promise<number> {
  const headers = { authorization: `Bearer ${currentToken() ?? ""}` };
  const answer = await fetch("/api/uploads", { method: "OPTIONS", headers });
  const size = Number(answer.headers.get("tus-max-size") ?? NaN);
  if (!(size > 0)) throw new Error("The server does not say how large a file may be.");
  return size;
}

/** The quickest answer of this page, in ms: the others had to wait for the server as well. */
export function roundTrip(): number {
  const times = performance
    .getEntriesByType("resource")
    .filter((entry) => entry instanceof PerformanceResourceTiming)
    // What came from the cache went nowhere.
    .filter(({ transferSize, requestStart }) => transferSize > 0 && requestStart > 0)
    .map(({ requestStart, responseStart }) => responseStart - requestStart);
  return times.length > 0 ? Math.max(0, Math.min(...times)) : 0;
}
