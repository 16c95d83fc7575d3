import { describe, expect, test } from "bun:test";

import { frame, scan } from "./wire";

type Taken = [opcode: number, payload: string];

// A server's frames, of each of the three forms of a length, and those that have no payload at all.
const frames: Taken[] = [
  [1, ""],
  [1, "감자"],
  [9, "p"],
  [1, "x".repeat(125)],
  [1, "y".repeat(126)],
  [1, "z".repeat(65_535)],
  [1, "w".repeat(65_536)],
  [8, "\u0003\u00e8"],
];
const encoded = frames.map(([opcode, payload]) => encode(opcode, Buffer.from(payload)));
const whole = Buffer.concat(encoded);
// Where each begins.
const heads = encoded.map((_, nth) => Buffer.concat(encoded.slice(0, nth)).length);

describe("frames that come in", () => {
  test("are handed over whole, in their order", () => {
    expect(takenOf([whole])).toEqual(frames);
  });

  test("wherever TCP cuts them", () => {
    // A cut within a long payload is like any other: enough of those on both sides of its head.
    const cuts = Array.from({ length: whole.length - 1 }, (_, at) => at + 1).filter(isNearAHead);
    expect(cuts.length).toBeGreaterThan(400);
    for (const cut of cuts) {
      const taken = takenOf([whole.subarray(0, cut), whole.subarray(cut)]);
      if (!Bun.deepEquals(taken, frames)) throw new Error(`cut at ${cut}`);
    }
  });

  test("byte by byte", () => {
    const few = Buffer.concat(
      frames.slice(0, 5).map(([opcode, payload]) => encode(opcode, Buffer.from(payload))),
    );
    expect(takenOf(Array.from(few, (byte) => Buffer.from([byte])))).toEqual(frames.slice(0, 5));
  });
});

describe("a frame that goes out", () => {
  test.each([0, 125, 126, 65_535])("of %i bytes is masked by zeroes and says its length", (length) => {
    const out = frame("x".repeat(length));
    expect(out[0]).toBe(0x81);
    // Without its mask it is a server's frame.
    const head = length < 126 ? 2 : 4;
    expect(out.subarray(head, head + 4)).toEqual(Buffer.alloc(4));
    expect(out[1]! & 0x80).toBe(0x80);
    const unmasked = Buffer.concat([out.subarray(0, head), out.subarray(head + 4)]);
    expect(takenOf([unmasked])).toEqual([[1, "x".repeat(length)]]);
  });

  test("that is too long for its form is refused", () => {
    expect(() => frame("x".repeat(65_536))).toThrow();
  });
});

/** As a client puts together what comes in such parts. */
function takenOf(parts: Buffer[]): Taken[] {
  const taken: Taken[] = [];
  let rest = Buffer.alloc(0);
  for (const part of parts) {
    const bytes = Buffer.concat([rest, part]);
    const end = scan(bytes, (opcode, all, from, to) => taken.push([opcode, all.toString("utf8", from, to)]));
    rest = bytes.subarray(end);
  }
  expect(rest).toHaveLength(0);
  return taken;
}

const isNearAHead = (at: number): boolean =>
  at > whole.length - 10 || heads.some((head) => Math.abs(at - head) < 140);

function encode(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
