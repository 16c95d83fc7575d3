// How much of a file goes in one request.

const KB = 1024;
const SMALLEST = 128 * KB;
const LARGEST = 4 * KB * KB;
// How long a request is to take, in ms, at a server next door. When a line is cut, Chromium sends the request that was on it
// once more by itself, whole and in vain; the shorter it is, the less that is.
const AIM_MS = 100;
// Asking takes a round trip each time: a small part of it all.
const ROUND_TRIPS = 4;
const LONGEST_MS = 1000;

export const FIRST_CHUNK = SMALLEST * 2;

export const aimFor = (roundTrip: number): number => Math.min(LONGEST_MS, AIM_MS + ROUND_TRIPS * roundTrip);

/** The size of the next request, after one of this many bytes has taken so long. At most twice the last, for a line that jumps. */
export function nextChunk(bytes: number, ms: number, aim: number): number {
  const fitting = (bytes / Math.max(1, ms)) * aim;
  return Math.round(Math.min(LARGEST, Math.max(SMALLEST, Math.min(fitting, bytes * 2))));
}
