// Files for tests, made byte by byte, and how they get into a room without the page.
import { crc32, deflateSync } from "node:zlib";

import { expect, type Locator } from "playwright/test";

import { type Account, by, type Made } from "../rest";

export interface Upload {
  name: string;
  bytes: Uint8Array;
  /** Of a voice message, as 64 bytes. */
  waveform?: Uint8Array;
  durationMs?: number;
  width?: number;
  height?: number;
}

interface Uploaded {
  id: string;
  name: string;
  mediaType: string;
  width?: number;
}

const headersOf = ({ token }: Account) => ({ authorization: `Bearer ${token}` });

/** By tus and in one request, then as a file. */
export async function upload(author: Account, { name, bytes, waveform, ...rest }: Upload): Promise<Uploaded> {
  const answer = await fetch(`${author.url}/api/uploads`, {
    method: "POST",
    headers: {
      ...headersOf(author),
      "tus-resumable": "1.0.0",
      "upload-length": String(bytes.length),
      "content-type": "application/offset+octet-stream",
    },
    body: bytes as BodyInit,
  });
  if (answer.status !== 201)
    throw new Error(`an upload was answered ${answer.status}: ${await answer.text()}`);
  const uploadId = answer.headers.get("location")!.split("/").at(-1);
  const wave = waveform ? { waveform: Buffer.from(waveform).toString("base64url") } : {};
  const made = await by(author, "POST", "/api/files", { uploadId, name, ...wave, ...rest });
  return (made as { attachment: Uploaded }).attachment;
}

/** Sends a message with files, which may be in other messages already. Returns its seq. */
export async function share(author: Account, room: Made, fileIds: string[], text = ""): Promise<number> {
  const body = { clientId: crypto.randomUUID(), text, attachmentIds: fileIds };
  const answer = await by(author, "POST", `/api/rooms/${room.id}/messages`, body);
  return (answer as { message: { seq: number } }).message.seq;
}

export async function shareNew(author: Account, room: Made, files: Upload[], text = ""): Promise<number> {
  const ids: string[] = [];
  for (const file of files) ids.push((await upload(author, file)).id);
  return share(author, room, ids, text);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A picture in two colours, which goes from one to the other; each `hue` is another. */
function png(width: number, height: number, hue = 0): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2], 8);
  const rows = Buffer.alloc(height * (width * 3 + 1));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      rows.set(
        [(hue * 67 + (x * 128) / width) % 256, (hue * 131 + (y * 128) / height) % 256, (hue * 29 + 90) % 256],
        y * (width * 3 + 1) + 1 + x * 3,
      );
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...parts]);
}

export const picture = (name: string, width = 160, height = 120, hue = name.length): Upload => ({
  name,
  bytes: png(width, height, hue),
});

/** Two frames of one pixel, red and blue, in turn. */
export const movingGif: Upload = {
  name: "blink.gif",
  bytes: Buffer.from(
    "47494638396101000100800000dc1e1e1e1edc21ff0b4e45545343415045322e300301000000" +
      "21f904000a0000002c00000000010001000002024401" +
      "0021f904000a0000002c0000000001000100000202" +
      "4c01003b",
    "hex",
  ),
};

/** A tone of so many seconds, 8,000 bytes each. */
export function wav(seconds: number): Buffer {
  const rate = 8000;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + rate * seconds, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(rate * seconds, 40);
  const tone = Uint8Array.from({ length: rate * seconds }, (_, n) => 128 + 20 * Math.sin(n / 4));
  return Buffer.concat([head, tone]);
}

export const voice = (seconds: number): Upload => ({
  name: "voice.wav",
  bytes: wav(seconds),
  durationMs: seconds * 1000,
  waveform: Uint8Array.from({ length: 64 }, (_, n) => (n * 37) % 256),
});

export const pdf: Upload = {
  name: "감자밭 운영 계획.pdf",
  bytes: Buffer.from(
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
  ),
};

/** Whether it has come, and is drawn. */
export const isDrawn = (image: Locator) =>
  expect
    .poll(() => image.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth > 0))
    .toBe(true);
