// Files to choose, paste and drop.
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { picture } from "../shown/files";

interface PaperFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A picture as a file of the desk. */
export const photo = (name: string): PaperFile => ({
  name,
  mimeType: "image/png",
  buffer: Buffer.from(picture(name, 320, 240).bytes),
});

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
