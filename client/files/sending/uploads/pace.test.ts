import { expect, test } from "bun:test";

import fc from "fast-check";

import { aimFor, FIRST_CHUNK, nextChunk } from "./pace";

const KB = 1024;

/** The size of requests, once it has settled, on a line of so many bytes a second to a server so far away, in ms. */
function settledAt(bytesPerSecond: number, roundTrip: number): number {
  let size = FIRST_CHUNK;
  for (let n = 0; n < 100; n++)
    size = nextChunk(size, (size / bytesPerSecond) * 1000 + roundTrip, aimFor(roundTrip));
  return size;
}

const line = {
  bytesPerSecond: fc.integer({ min: 50_000, max: 50_000_000 }),
  roundTrip: fc.integer({ min: 0, max: 300 }),
};

test("a line that is cut every three seconds loses no more than a tenth to the request that was on it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 500_000, max: 50_000_000 }), fc.nat(40), (bytesPerSecond, roundTrip) => {
      expect(settledAt(bytesPerSecond, roundTrip)).toBeLessThan(bytesPerSecond * 3 * 0.1);
    }),
  );
});

test("asking takes less than a half of the time, however far away the server is", () => {
  fc.assert(
    fc.property(line.bytesPerSecond, line.roundTrip, (bytesPerSecond, roundTrip) => {
      const size = settledAt(bytesPerSecond, roundTrip);
      const sending = (size / bytesPerSecond) * 1000;
      if (size < 4 * KB * KB) expect(roundTrip / (sending + roundTrip)).toBeLessThan(0.5);
      expect(size).toBeGreaterThanOrEqual(128 * KB);
      expect(size).toBeLessThanOrEqual(4 * KB * KB);
    }),
  );
});
