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

import { close, withSpare } from "../../../spare";
import type { Stored } from "../../history";
import { fromRecord, toRecord } from "./record";

/**
 * Every acked message is in the journal or already in the tables. The journal is a series of files; only the newest is
 * written to, and only appended to. A line is a batch: its checksum, chained to that of the line before, a space, and a
 * record (record.ts). (As in a log-structured merge tree: O'Neil and others, 1996.)
 */
export type JournalContent = {
  /**
   * - `torn`: the last line is incomplete, as a crash during its write leaves it; none of it was acked.
   * - `damaged`: a line that was written completely has changed since.
   */
  state: "clean" | "torn" | "damaged";
  /** All messages before the first line whose checksum is wrong. */
  messages: Stored[];
};

const sync = promisify(fdatasync);

const NAME = /^history\.journal\.(\d+)$/;
const END = 10;
// Hexadecimal digits of a checksum.
const SUM = 8;

/** The journal files in `dir`, the oldest first. */
export const filesIn = (dir: string): string[] => numbersIn(dir).map((nth) => pathOf(dir, nth));

const numbersIn = (dir: string): number[] =>
  readdirSync(dir)
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);

const pathOf = (dir: string, nth: number): string => join(dir, `history.journal.${nth}`);

/** Reads one file; a server may be writing to it meanwhile. A file that does not exist is clean. */
export function read(path: string): JournalContent {
  const found: JournalContent = { state: "clean", messages: [] };
  if (!existsSync(path)) return found;
  const bytes = readFileSync(path);
  let sum = 0;
  for (let start = 0, end = 0; start < bytes.length; start = end + 1) {
    end = bytes.indexOf(END, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end);
    const batch = end < 0 ? batchWithoutEnd(line, sum) : batchIn(line, sum);
    if (!batch) return { ...found, state: end < 0 ? "torn" : "damaged" };
    // One at a time: a batch can have more messages than a call may have arguments.
    for (const message of batch.messages) found.messages.push(message);
    sum = batch.sum;
    if (end < 0) break;
  }
  return found;
}

type JournalBatch = { sum: number; messages: Stored[] };

function batchIn(line: Buffer, before: number): JournalBatch | undefined {
  const sum = Bun.hash.crc32(line.subarray(SUM + 1), before);
  if (line.toString("latin1", 0, SUM + 1) !== `${inHex(sum)} `) return undefined;
  return { sum, messages: fromRecord(line.toString("utf8", SUM + 1)) };
}

/** A line without a line feed may still be complete: the line feed is missing, or another character is in its place. */
const batchWithoutEnd = (line: Buffer, before: number): JournalBatch | undefined =>
  batchIn(line, before) ?? batchIn(line.subarray(0, -1), before);

const inHex = (sum: number): string => sum.toString(16).padStart(SUM, "0");

/** The writing end. It begins a new file: those of earlier processes are only read. */
export class Journal {
  private nth: number;
  private file: number | undefined;
  private size = 0;
  private sum = 0;
  private isDirty = false;

  constructor(private readonly dir: string) {
    this.nth = (numbersIn(dir).at(-1) ?? 0) + 1;
  }

  /** Once it resolves the batch survives a crash of the machine; if it rejects, none of it is stored. One call at a time. */
  async append(messages: Stored[]): Promise<void> {
    const json = Buffer.from(toRecord(messages));
    const sum = Bun.hash.crc32(json, this.sum);
    const line = Buffer.concat([Buffer.from(`${inHex(sum)} `), json, Buffer.of(END)]);
    this.file ??= this.begin();
    // Removes what a failed write has left.
    if (this.isDirty) ftruncateSync(this.file, this.size);
    this.isDirty = true;
    for (let done = 0; done < line.length;)
      done += writeSync(this.file, line, done, line.length - done, this.size + done);
    // Off the event loop: fsync takes a third of the time of a busy server.
    await sync(this.file);
    this.isDirty = false;
    this.size += line.length;
    this.sum = sum;
  }

  /** The size of the newest file. */
  get bytes(): number {
    return this.size;
  }

  /**
   * Closes the newest file, so that the next append begins another. Returns its path; undefined if there is none, or a write
   * to it is under way or has failed.
   */
  seal(): string | undefined {
    if (this.file === undefined || this.isDirty) return undefined;
    close(this.file);
    const path = pathOf(this.dir, this.nth);
    Object.assign(this, { file: undefined, nth: this.nth + 1, size: 0, sum: 0, isDirty: false });
    return path;
  }

  private begin(): number {
    const file = withSpare(() => openSync(pathOf(this.dir, this.nth), "w", 0o600));
    // The directory entry must be durable, too.
    const folder = withSpare(() => openSync(this.dir, "r"));
    fsyncSync(folder);
    close(folder);
    return file;
  }
}
