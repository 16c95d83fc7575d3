// Files for tests: pictures that a decoder reads, and files of any size.
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

interface PaperFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

/** A PNG of one colour. */
export function picture(name: string, colour = [200, 120, 40], width = 320, height = 240): PaperFile {
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from(colour))]);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // Eight bits a channel, in colour.
  head.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const parts = [chunk("IHDR", head), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))];
  return { name, mimeType: "image/png", buffer: Buffer.concat([SIGNATURE, ...parts]) };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

export const textFile = (name: string, text: string): PaperFile => ({
  name,
  mimeType: "text/plain",
  buffer: Buffer.from(text),
});

export const randomFile = (name: string, bytes: number): PaperFile => ({
  name,
  mimeType: "application/octet-stream",
  buffer: randomBytes(bytes),
});

/** On disk: Playwright hands over files of more than 50 MB by their path only. */
export class Desk {
  private constructor(private readonly folder: string) {}

  static async clear(): Promise<Desk> {
    return new Desk(await mkdtemp(join(tmpdir(), "potato-chat-desk-")));
  }

  async random(name: string, bytes: number): Promise<{ path: string; sha256: string }> {
    const path = join(this.folder, name);
    await writeFile(path, randomBytes(bytes));
    return { path, sha256: sha256Of(await readFile(path)) };
  }

  /** With nothing in it, and no space on the disk. */
  async empty(name: string, bytes: number): Promise<string> {
    const path = join(this.folder, name);
    const file = await open(path, "w");
    await file.truncate(bytes);
    await file.close();
    return path;
  }

  burn = (): Promise<void> => rm(this.folder, { recursive: true, force: true });
}

export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
