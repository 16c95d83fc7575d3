import { chunksOfPng, chunksOfWebp, nameOf } from "./chunks";
import { blocksOfGif, FRAME as GIF_FRAME } from "./gif";

// Bun.Image cannot read animated WebP. Each frame is a WebP without a header: this adds one to the first frame.

const [RIFF, WEBP] = [nameOf("RIFF"), nameOf("WEBP")];
const [HEAD, FRAME, ALPHA] = [nameOf("VP8X"), nameOf("ANMF"), nameOf("ALPH")];
const pixels = new Set([nameOf("VP8 "), nameOf("VP8L")]);
const [IS_ANIMATED, HAS_ALPHA] = [0x02, 0x10];
// In bytes: a frame's position, size, duration, and blending.
const FRAME_HEAD = 16;

/** The first frame of an animated WebP as a still one; any other bytes unchanged. */
export function still(bytes: Uint8Array): Uint8Array {
  if (!isAnimated(bytes)) return bytes;
  const file = asBuffer(bytes);
  const length = 8 + file.readUInt32LE(4);
  // A truncated file is no picture: return none.
  if (length > file.length) return new Uint8Array();
  const frame = chunksOfWebp(file, 12, length).find(({ type }) => type === FRAME);
  if (!frame || frame.end - frame.start < FRAME_HEAD) return new Uint8Array();
  const parts = () => chunksOfWebp(file, frame.start + FRAME_HEAD, frame.end);
  const image = parts().find(({ type }) => pixels.has(type));
  const alpha = parts().find(({ type }) => type === ALPHA);
  const size = file.subarray(frame.start + 6, frame.start + 12);
  const kept = [alpha, image].flatMap((part) =>
    part ? [chunk(part.type, file.subarray(part.start, part.end))] : [],
  );
  if (alpha) kept.unshift(chunk(HEAD, Buffer.concat([Buffer.from([HAS_ALPHA, 0, 0, 0]), size])));
  const webp = Buffer.alloc(4);
  webp.writeUInt32BE(WEBP);
  return chunk(RIFF, Buffer.concat([webp, ...kept]));
}

const ANIMATION = nameOf("acTL");

/** Whether a picture of this format has several frames. */
export function isMoving(format: string, bytes: Uint8Array): boolean {
  if (format === "webp") return isAnimated(bytes);
  if (format === "png") return chunksOfPng(bytes).some(({ type }) => type === ANIMATION);
  if (format !== "gif") return false;
  const frames = blocksOfGif(bytes).filter(({ kind }) => kind === GIF_FRAME);
  return frames.drop(1).next().done !== true;
}

function isAnimated(bytes: Uint8Array): boolean {
  if (bytes.length < 30) return false;
  const file = asBuffer(bytes);
  const names = [file.readUInt32BE(0), file.readUInt32BE(8), file.readUInt32BE(12)];
  return names.join() === [RIFF, WEBP, HEAD].join() && (file[20]! & IS_ANIMATED) !== 0;
}

function chunk(type: number, data: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(type);
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
