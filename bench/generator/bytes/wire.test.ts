import { describe, expect, test } from "bun:test";

import { frame, scan } from "./wire";

type Frame = [opcode: number, payload: string];

// A server's frames, in each of the three length encodings, and without any payload.
const frames: Frame[] = [
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
// The offset of each frame.
const heads = encoded.map((_, nth) => Buffer.concat(encoded.slice(0, nth)).length);

describe("frames that come in", () => {
  test("are delivered whole and in order", () => {
    expect(framesIn([whole])).toEqual(frames);
  });

  test("wherever TCP cuts them", () => {
    // All cuts within a long payload are alike, so only those near a frame header are tried.
    const cuts = Array.from({ length: whole.length - 1 }, (_, at) => at + 1).filter(isNearAHead);
    expect(cuts.length).toBeGreaterThan(400);
    for (const cut of cuts) {
      const received = framesIn([whole.subarray(0, cut), whole.subarray(cut)]);
      if (!Bun.deepEquals(received, frames)) throw new Error(`cut at ${cut}`);
    }
  });

  test("byte by byte", () => {
    const few = Buffer.concat(
      frames.slice(0, 5).map(([opcode, payload]) => encode(opcode, Buffer.from(payload))),
    );
    expect(framesIn(Array.from(few, (byte) => Buffer.from([byte])))).toEqual(frames.slice(0, 5));
  });
});

describe("a frame that goes out", () => {
  test.each([0, 125, 126, 65_535])("of %i bytes has a zero mask and the right length", (length) => {
    const out = frame("x".repeat(length));
    expect(out[0]).toBe(0x81);
    // Without its mask it is a server's frame, which `scan` reads.
    const head = length < 126 ? 2 : 4;
    expect(out.subarray(head, head + 4)).toEqual(Buffer.alloc(4));
    expect(out[1]! & 0x80).toBe(0x80);
    const unmasked = Buffer.concat([out.subarray(0, head), out.subarray(head + 4)]);
    expect(framesIn([unmasked])).toEqual([[1, "x".repeat(length)]]);
  });

  test("of more than 64 KiB is refused", () => {
    expect(() => frame("x".repeat(65_536))).toThrow();
  });
});

/** Reassembles the parts as the client does. */
function framesIn(parts: Buffer[]): Frame[] {
  const received: Frame[] = [];
  let rest = Buffer.alloc(0);
  for (const part of parts) {
    const bytes = Buffer.concat([rest, part]);
    const end = scan(bytes, (opcode, all, from, to) =>
      received.push([opcode, all.toString("utf8", from, to)]),
    );
    rest = bytes.subarray(end);
  }
  expect(rest).toHaveLength(0);
  return received;
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
