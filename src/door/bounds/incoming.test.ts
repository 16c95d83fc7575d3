import { expect, test } from "bun:test";

import fc from "fast-check";

import { Refused } from "../../errors";
import { read, underWay } from "./incoming";

const KB = 1024;

/** A body that the test feeds part by part. */
function body() {
  let out: ReadableStreamDefaultController<Uint8Array>;
  const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (out = controller) });
  return {
    stream,
    say: (bytes: number) => out.enqueue(new Uint8Array(bytes)),
    end: () => out.close(),
  };
}

const codeOf = (reading: Promise<Uint8Array>): Promise<string | number> =>
  reading.then(
    (bytes) => bytes.length,
    (error: unknown) => (error instanceof Refused ? error.code : String(error)),
  );
const small = (address: string, stream: ReadableStream<Uint8Array>) =>
  read(stream, { address, maxBytes: 16 * KB, length: undefined });

test("what comes in parts is one, whether its length is said or not, and never longer than it may be", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { maxLength: 12 }),
      fc.boolean(),
      async (parts, isSaid) => {
        const whole = Buffer.concat(parts);
        const stream = new ReadableStream<Uint8Array>({
          start(out) {
            for (const part of parts) out.enqueue(part);
            out.close();
          },
        });
        const length = isSaid && whole.length > 0 ? whole.length : undefined;
        const reading = read(stream, { address: "a", maxBytes: 16 * KB, length });
        if (whole.length > 16 * KB) expect(await codeOf(reading)).toBe("too-large");
        else expect(Buffer.from(await reading).equals(whole)).toBe(true);
        expect(underWay()).toEqual({ bodies: 0, bytes: 0 });
      },
    ),
  );
});

test("an address has so many under way, all have so many, and what they held is free once they end", async () => {
  const bodies = Array.from({ length: 20 * 64 }, body);
  const readings = bodies.map(({ stream }, nth) => codeOf(small(`192.0.2.${nth % 20}`, stream)));
  // No address has its 64, but all together have 1,024.
  const one = Array.from({ length: 2 }, () => codeOf(small("192.0.2.0", body().stream)));
  expect(new Set(await Promise.all(one))).toEqual(new Set(["overloaded"]));
  expect(underWay().bodies).toBe(1024);
  const refused = await Promise.all(readings.slice(1024));
  expect(new Set(refused)).toEqual(new Set(["overloaded"]));
  const taken = bodies.slice(0, 1024);
  for (const { say } of taken) say(5 * KB);
  while (underWay().bytes < 1024 * 5 * KB) await Bun.sleep(0);
  for (const { end } of taken) end();
  expect(new Set(await Promise.all(readings.slice(0, 1024)))).toEqual(new Set([5 * KB]));
  expect(underWay()).toEqual({ bodies: 0, bytes: 0 });
});

test("one address cannot have more than 64 of them, also where others have none", async () => {
  const bodies = Array.from({ length: 70 }, body);
  const readings = bodies.map(({ stream }) => codeOf(small("192.0.2.1", stream)));
  expect(new Set(await Promise.all(readings.slice(64)))).toEqual(new Set(["rate-limited"]));
  for (const { end } of bodies) end();
  expect(new Set(await Promise.all(readings.slice(0, 64)))).toEqual(new Set([0]));
});
