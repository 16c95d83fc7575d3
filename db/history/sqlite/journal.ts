import {
  existsSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

import { close, withSpare } from "../../spare";
import type { Stored } from "../history";

/**
 * What is acked is in here, or in the tables already. A journal is a row of files; only the newest is ever written to, at
 * its end. A line is a batch: its checksum, which goes on from that of the line before, a space, the messages as JSON.
 * (The way of a log-structured merge tree: O'Neil and others, 1996.)
 */
export type Found = {
  /**
   * - `torn`: the last line has no end, as a crash in the middle of it leaves it: none of it was acked.
   * - `damaged`: a line that was written whole is not what it was.
   */
  state: "clean" | "torn" | "damaged";
  /** Of all lines before the first that does not check out. */
  messages: Stored[];
};

const sync = promisify(fdatasync);

const NAME = /^history\.journal\.(\d+)$/;
const END = 10;
// In hexadecimal, and the space behind it.
const SUM = 8;

/** The files in `dir`, the oldest first. */
export const filesIn = (dir: string): string[] => numbersIn(dir).map((nth) => pathOf(dir, nth));

const numbersIn = (dir: string): number[] =>
  readdirSync(dir)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);

const pathOf = (dir: string, nth: number): string => join(dir, `history.journal.${nth}`);

/** Nobody need have stopped writing to it. One that is not there is clean. */
export function read(path: string): Found {
  const found: Found = { state: "clean", messages: [] };
  if (!existsSync(path)) return found;
  const bytes = readFileSync(path);
  let sum = 0;
  for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
    end = bytes.indexOf(END, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end);
    const batch = end < 0 ? withoutEnd(line, sum) : batchIn(line, sum);
    if (!batch) return { ...found, state: end < 0 ? "torn" : "damaged" };
    // One at a time: there may be more than a call takes arguments.
    for (const message of batch.messages) found.messages.push(message);
    sum = batch.sum;
    if (end < 0) break;
  }
  return found;
}

type Batch = { sum: number; messages: Stored[] };

function batchIn(line: Buffer, before: number): Batch | undefined {
  const sum = Bun.hash.crc32(line.subarray(SUM + 1), before);
  if (line.toString("latin1", 0, SUM + 1) !== `${inHex(sum)} `) return undefined;
  return { sum, messages: JSON.parse(line.toString("utf8", SUM + 1)) };
}

/** It was written whole after all, where only its end is spoilt. */
const withoutEnd = (line: Buffer, before: number): Batch | undefined =>
  batchIn(line, before) ?? batchIn(line.subarray(0, -1), before);

const inHex = (sum: number): string => sum.toString(16).padStart(SUM, "0");

/** The end that is written to. What an earlier life has left is only read, and never gone on with. */
export class Journal {
  private nth: number;
  private file: number | undefined;
  private size = 0;
  private sum = 0;
  private isSpoilt = false;

  constructor(private readonly dir: string) {
    this.nth = (numbersIn(dir).at(-1) ?? 0) + 1;
  }

  /** They survive a crash of the machine once it resolves. Where it rejects, none of them is in it. One at a time. */
  async append(messages: Stored[]): Promise<void> {
    const json = Buffer.from(JSON.stringify(messages));
    const sum = Bun.hash.crc32(json, this.sum);
    const line = Buffer.concat([Buffer.from(`${inHex(sum)} `), json, Buffer.of(END)]);
    this.file ??= this.begin();
    // Whatever a failed write has left would be in the way.
    if (this.isSpoilt) ftruncateSync(this.file, this.size);
    this.isSpoilt = true;
    for (let done = 0; done < line.length;)
      done += writeSync(this.file, line, done, line.length - done, this.size + done);
    // Not on the loop: the disk takes a third of the time of a busy server.
    await sync(this.file);
    this.isSpoilt = false;
    this.size += line.length;
    this.sum = sum;
  }

  /** In the newest file. */
  get bytes(): number {
    return this.size;
  }

  /**
   * What follows begins a new file. Answers the one that ends here; undefined where nothing was written, or something is
   * still being.
   */
  seal(): string | undefined {
    if (this.file === undefined || this.isSpoilt) return undefined;
    close(this.file);
    const path = pathOf(this.dir, this.nth);
    Object.assign(this, { file: undefined, nth: this.nth + 1, size: 0, sum: 0, isSpoilt: false });
    return path;
  }

  private begin(): number {
    const file = withSpare(() => openSync(pathOf(this.dir, this.nth), "w", 0o600));
    // That there is such a file must last, too.
    const folder = withSpare(() => openSync(this.dir, "r"));
    fsyncSync(folder);
    close(folder);
    return file;
  }
}
