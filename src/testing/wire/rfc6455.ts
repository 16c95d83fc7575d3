// For tests: RFC 6455 by hand, so that invalid frames can be sent.

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export type Frame6455 = {
  opcode: number;
  body?: string | Uint8Array;
  /** Whether it is the last frame of its message. */
  fin?: boolean;
  /** The three reserved bits, as a number from 0 to 7. */
  reserved?: number;
  isMasked?: boolean;
};

/** The bytes of a frame. The mask is not zero, so that a server that does not unmask reads garbage. */
export function encoded({ opcode, body = "", fin = true, reserved = 0, isMasked = true }: Frame6455): Buffer {
  const bytes = Buffer.from(body as string);
  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  const head = Buffer.from([first, ...lengthOf(bytes.length, isMasked ? 0x80 : 0)]);
  if (!isMasked) return Buffer.concat([head, bytes]);
  const mask = [0x9d, 0x21, 0xb4, 0x7e];
  return Buffer.concat([head, Buffer.from(mask), bytes.map((byte, index) => byte ^ mask[index % 4]!)]);
}

function lengthOf(length: number, maskBit: number): number[] {
  if (length < 126) return [maskBit | length];
  if (length < 65_536) return [maskBit | 126, length >> 8, length & 255];
  const long = Buffer.alloc(8);
  long.writeBigUInt64BE(BigInt(length));
  return [maskBit | 127, ...long];
}

/** The length of the first frame in these bytes, once all of it has arrived. */
export function frameSize(bytes: Buffer): { head: number; body: number } | undefined {
  const short = (bytes[1] ?? 0) & 127;
  const head = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < head) return undefined;
  const body =
    short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
  return bytes.length < head + body ? undefined : { head, body };
}
