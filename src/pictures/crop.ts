import { crc32, deflateSync, inflateSync } from "node:zlib";

// Bun.Image cannot crop. Its PNG output is always 8-bit RGBA, not interlaced, and at level 0 neither compressed nor filtered,
// so that reading and writing it is simple and takes a few milliseconds. Only Bun.Image's output gets here, never a user's
// file.

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const CHANNELS = 4;

/** Crops such a PNG to its middle, `side` pixels square. Copies pixels only. */
export function middleSquare(png: Buffer, side: number): Buffer {
  const { rows, width, height } = rowsOf(png);
  const narrow = side * CHANNELS + 1;
  const left = (width - side) >> 1;
  const top = (height - side) >> 1;
  const square = Buffer.alloc(narrow * side);
  for (let row = 0; row < side; row++)
    rows[top + row]!.copy(square, row * narrow + 1, left * CHANNELS, (left + side) * CHANNELS);
  const header = Buffer.from(png.subarray(16, 29));
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  const data = deflateSync(square, { level: 0 });
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The pixels of such a PNG, four bytes each. */
export function pixelsOf(png: Buffer): { pixels: Uint8ClampedArray; width: number; height: number } {
  const { rows, width, height } = rowsOf(png);
  return { pixels: new Uint8ClampedArray(Buffer.concat(rows)), width, height };
}

function rowsOf(png: Buffer): { rows: Buffer[]; width: number; height: number } {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const data = inflateSync(dataOf(png));
  // Each row begins with a byte for its filter: 0, none.
  const wide = width * CHANNELS + 1;
  const rows = Array.from({ length: height }, (_, row) => {
    if (data[row * wide] !== 0) throw new Error("Bun.Image has begun to filter what it does not pack");
    return data.subarray(row * wide + 1, (row + 1) * wide);
  });
  return { rows, width, height };
}

function dataOf(png: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, end));
    at = end + 4;
  }
  return Buffer.concat(parts);
}

/** Of a PNG. */
export function chunk(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(12 + data.length);
  whole.writeUInt32BE(data.length, 0);
  whole.write(type, 4, "latin1");
  data.copy(whole, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length);
  return whole;
}
