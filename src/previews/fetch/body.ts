import type { IncomingMessage } from "node:http";
import { pipeline, Readable } from "node:stream";
import { constants, createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

import { Unreachable } from "../../web/unreachable";

// What has come until it was cut is unpacked, too.
const cut = { finishFlush: constants.Z_SYNC_FLUSH };
const decoders = new Map<string, () => NodeJS.ReadWriteStream>([
  ["gzip", () => createGunzip(cut)],
  ["x-gzip", () => createGunzip(cut)],
  ["deflate", () => createInflate(cut)],
  ["br", () => createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH })],
]);

/**
 * The body, unpacked: at most `most` bytes of it, of at most as many that came. Reads no further, so that neither an endless
 * body nor one that unpacks to gigabytes takes more.
 */
export async function read(
  response: IncomingMessage,
  most: number,
): Promise<{ bytes: Buffer; isCut: boolean }> {
  const packed = Readable.from(upTo(response, most));
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of unpack(packed, response.headers["content-encoding"])) {
      parts.push(part as Buffer);
      size += (part as Buffer).length;
      if (size > most) break;
    }
  } finally {
    packed.destroy();
    response.destroy();
  }
  const all = Buffer.concat(parts);
  return { bytes: all.subarray(0, most), isCut: size > most || !response.complete };
}

/** One more byte than that shows that there are more. */
async function* upTo(source: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const part of source) {
    yield part;
    size += part.length;
    if (size > most) return;
  }
}

function unpack(packed: Readable, encoding = "identity"): AsyncIterable<unknown> {
  const name = encoding.trim().toLowerCase();
  if (name === "identity" || name === "") return packed;
  const decoder = decoders.get(name)?.();
  // Several in a row are for nothing but bombs.
  if (!decoder) throw new Unreachable("packed in an unknown way");
  // Whatever ends one of them ends the other, and is thrown where it is read.
  pipeline(packed, decoder, () => undefined);
  return decoder;
}
