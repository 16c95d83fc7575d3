// The part of RFC 6455 that a generator needs: it encodes text frames with a zero mask and splits incoming bytes into frames.

const TEXT = 0x81;
const PONG = 0x8a;
const MASKED = 0x80;
const MAX_PAYLOAD = 65_535;

export const TEXT_OPCODE = 1;
export const CLOSE_OPCODE = 8;
export const PING_OPCODE = 9;

/** A client's frame, of less than 64 KiB. The mask is zero: the RFC allows it, and a server unmasks it like any other. */
export function frame(text: string | Uint8Array, first = TEXT): Buffer {
  const payload = typeof text === "string" ? Buffer.from(text) : text;
  const { length } = payload;
  if (length > MAX_PAYLOAD) throw new Error(`${length} bytes are too many for a frame`);
  const head = length < 126 ? [first, MASKED | length] : [first, MASKED | 126, length >> 8, length & 255];
  const whole = Buffer.allocUnsafe(head.length + 4 + length);
  whole.set(head);
  whole.fill(0, head.length, head.length + 4);
  whole.set(payload, head.length + 4);
  return whole;
}

export const pong = (payload: Uint8Array): Buffer => frame(payload, PONG);

type FrameHandler = (opcode: number, bytes: Buffer, from: number, to: number) => void;

/** Calls `handle` for each complete frame in `bytes`. Returns where the first incomplete one begins. */
export function scan(bytes: Buffer, handle: FrameHandler): number {
  let at = 0;
  while (at + 2 <= bytes.length) {
    const short = bytes[at + 1]! & 127;
    let from = at + 2;
    let length = short;
    if (short === 126) {
      if (at + 4 > bytes.length) return at;
      length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
      from = at + 4;
    } else if (short === 127) {
      if (at + 10 > bytes.length) return at;
      length = bytes.readUInt32BE(at + 6);
      from = at + 10;
    }
    if (from + length > bytes.length) return at;
    handle(bytes[at]! & 15, bytes, from, from + length);
    at = from + length;
  }
  return at;
}
