import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";

/**
 * SQLite reads its write-ahead log up to the first frame with a wrong checksum, and drops the rest without a warning. So this
 * checks before SQLite opens the log whether something was written after that frame, and is lost.
 *
 * The format is documented by SQLite (https://www.sqlite.org/fileformat2.html, "The Write-Ahead Log"): a header, then
 * frames, each a header and a page. Checksums are chained. Salts distinguish this generation of the log from leftovers of
 * older ones, which it overwrites from the start.
 */
export type LogVerdict = {
  /**
   * - `clean`: everything that was written can be read.
   * - `torn`: it ends within a transaction, as a crash leaves it; nothing in that transaction was acked. (A file that was
   *   truncated looks the same, and so may a last page of which much is gone.)
   * - `damaged`: something that was written is lost. (If a disk writes out of order, a power cut within the very last
   *   transaction, which was not acked, can look the same: then asking the operator is the safer mistake.)
   */
  state: "clean" | "torn" | "damaged";
  /** What SQLite will read: the frames up to the last reachable commit. */
  validFrames: number;
  /** If damaged: the frames of this generation that SQLite will not read, as far as they can be counted. */
  lostFrames: number;
  /** How many of these end a transaction. */
  lostCommits: number;
};

const HEADER = 32;
const FRAME_HEADER = 24;
// The last bit is the byte order of the words that a checksum is made of.
const MAGIC = 0x377f0682;
const VERSION = 3_007_000;
// SQLite's default, and ours: for a header that is spoilt.
const PAGE = 4096;
const READ_BYTES = 1024 * 1024;

const clean: LogVerdict = { state: "clean", validFrames: 0, lostFrames: 0, lostCommits: 0 };

/**
 * Reads the log at `path` once, in parts. No log is a clean one. Nobody may write to it meanwhile. Once a loss has been
 * accepted the log must be emptied (`PRAGMA wal_checkpoint(TRUNCATE)`), or the same loss is found again.
 */
export function examine(path: string): LogVerdict {
  if (!existsSync(path)) return clean;
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    if (size === 0) return clean;
    // Nothing is committed before the header is complete.
    if (size < HEADER) return { ...clean, state: "torn" };
    const log = { file, size, ...headerOf(view(file, 0, HEADER)) };
    return log.isSound ? verdictOn(log, walk(log)) : withoutHeader(log);
  } finally {
    closeSync(file);
  }
}

type Sum = [number, number];
type Log = {
  file: number;
  size: number;
  isSound: boolean;
  isLittle: boolean;
  pageSize: number;
  salts: bigint;
  sum: Sum;
};

function headerOf(bytes: DataView): Omit<Log, "file" | "size"> {
  const magic = bytes.getUint32(0);
  const isLittle = (magic & 1) === 0;
  const size = bytes.getUint32(8);
  const isSize = size >= 512 && size <= 65_536 && (size & (size - 1)) === 0;
  const sum = summed([0, 0], bytes, { from: 0, to: 24, isLittle });
  const isKnown = (magic & ~1) === MAGIC && bytes.getUint32(4) === VERSION && isSize;
  const isSound = isKnown && joined(sum) === bytes.getBigUint64(24);
  return { isSound, isLittle, pageSize: isSize ? size : PAGE, salts: bytes.getBigUint64(16), sum };
}

/** How far a log can be read, and what of its generation follows that. Frames are counted from 1. */
type LogWalk = {
  frames: number;
  reached: number;
  valid: number;
  /** Whether the first frame with a wrong checksum was written completely, and has changed since. */
  isSpoilt: () => boolean;
  behind: { frames: number; commits: number; lastCommit: number };
};

function walk(log: Log): LogWalk {
  const behind = { frames: 0, commits: 0, lastCommit: 0 };
  const walked: LogWalk = { frames: 0, reached: 0, valid: 0, isSpoilt: () => false, behind };
  let { sum } = log;
  for (const frame of framesOf(log)) {
    const isNext = walked.reached === walked.frames++;
    const isOwn = saltsOf(frame) === log.salts;
    const next = isNext && isOwn ? fitting(sum, frame, log) : undefined;
    if (next) {
      sum = next;
      walked.reached = walked.frames;
      if (isCommit(frame)) walked.valid = walked.frames;
      continue;
    }
    const before = sum;
    // No checksum covers the salts: if only these differ, this frame was the next one.
    const hasSpoiltSalts = isNext && !isOwn && fitting(before, frame, log) !== undefined;
    if (isNext) walked.isSpoilt = () => hasSpoiltSalts || (isOwn && isOneBitOff(before, frame, log));
    if (isOwn || hasSpoiltSalts) count(behind, frame, walked.frames);
  }
  return walked;
}

function count(behind: LogWalk["behind"], frame: DataView, nth: number): void {
  behind.frames++;
  if (!isCommit(frame)) return;
  behind.commits++;
  behind.lastCommit = nth;
}

/**
 * A transaction that crashed or was rolled back can leave frames of this generation that are not in the chain. But these
 * contain no commit.
 */
function verdictOn(
  { size, pageSize }: Log,
  { frames, reached, valid, isSpoilt, behind }: LogWalk,
): LogVerdict {
  const isWhole = size === HEADER + frames * (FRAME_HEADER + pageSize);
  // A file grows only as its last page is written: a commit at the very end was written completely.
  const isAtEnd = behind.lastCommit > 0 && behind.lastCommit === frames && isWhole;
  if (isAtEnd || behind.lastCommit > reached + 1 || isSpoilt()) {
    const lostFrames = reached - valid + behind.frames;
    return { state: "damaged", validFrames: valid, lostFrames, lostCommits: behind.commits };
  }
  const isTorn = reached > valid || behind.frames > 0 || (reached === frames && !isWhole);
  return { ...clean, state: isTorn ? "torn" : "clean", validFrames: valid };
}

/** SQLite would take this log for empty: all frames of the generation of the first one are lost. */
function withoutHeader(log: Log): LogVerdict {
  let salts: bigint | undefined;
  const lost = { lostFrames: 0, lostCommits: 0 };
  for (const frame of framesOf(log)) {
    salts ??= saltsOf(frame);
    if (saltsOf(frame) !== salts) break;
    lost.lostFrames++;
    if (isCommit(frame)) lost.lostCommits++;
  }
  return { ...clean, ...lost, state: lost.lostFrames > 0 ? "damaged" : "torn" };
}

// ── Frames ──

const saltsOf = (frame: DataView): bigint => frame.getBigUint64(8);
const storedIn = (frame: DataView): bigint => frame.getBigUint64(16);
const isCommit = (frame: DataView): boolean => frame.getUint32(4) !== 0;
const joined = ([high, low]: Sum): bigint => (BigInt(high) << 32n) | BigInt(low);

/** All complete frames. */
function* framesOf({ file, size, pageSize }: Log): Generator<DataView> {
  const frame = FRAME_HEADER + pageSize;
  const whole = Math.floor((size - HEADER) / frame);
  const atOnce = Math.max(1, Math.floor(READ_BYTES / frame));
  for (let first = 0; first < whole; first += atOnce) {
    const some = Math.min(atOnce, whole - first);
    const { buffer } = view(file, HEADER + first * frame, some * frame);
    for (let nth = 0; nth < some; nth++) yield new DataView(buffer, nth * frame, frame);
  }
}

function view(file: number, position: number, length: number): DataView {
  const bytes = new Uint8Array(length);
  for (let done = 0; done < length;) {
    const more = readSync(file, bytes, done, length - done, position + done);
    if (more === 0) throw new Error("The write-ahead log became shorter while it was read.");
    done += more;
  }
  return new DataView(bytes.buffer);
}

/** The checksum up to this frame, if the frame has the same. */
function fitting(sum: Sum, frame: DataView, log: Log): Sum | undefined {
  const next = frameSum(sum, frame, log);
  return joined(next) === storedIn(frame) && frame.getUint32(0) !== 0 ? next : undefined;
}

/** Over the page's number, the size of the database after it, and the page itself. */
function frameSum(sum: Sum, frame: DataView, { isLittle, pageSize }: Log): Sum {
  const head = summed(sum, frame, { from: 0, to: 8, isLittle });
  return summed(head, frame, { from: FRAME_HEADER, to: FRAME_HEADER + pageSize, isLittle });
}

/**
 * Whether the checksum would be right if one bit were flipped: then the frame was written, and its commit is lost. Nothing
 * else finds this in the last frame of a log that overwrites an older one. Checksums are linear: a change of one word changes
 * each half of the sum by a multiple of that change, and the multiple depends on the word's distance from the end.
 */
function isOneBitOff(sum: Sum, frame: DataView, log: Log): boolean {
  const { isLittle } = log;
  const [high, low] = frameSum(sum, frame, log);
  const off: Sum = [(frame.getUint32(16) - high) | 0, (frame.getUint32(20) - low) | 0];
  const inSum = joined([high, low]) ^ storedIn(frame);
  if ((inSum & (inSum - 1n)) === 0n) return true;
  let [first, second]: [Sum, Sum] = [
    [1, 1],
    [0, 1],
  ];
  for (let at = frame.byteLength - 8; at >= 0; at = at === FRAME_HEADER ? 0 : at - 8) {
    if (isCorrectedBy(frame.getUint32(at, isLittle), first, off)) return true;
    if (isCorrectedBy(frame.getUint32(at + 4, isLittle), second, off)) return true;
    [first, second] = [carried(first), carried(second)];
  }
  return false;
}

/** Whether flipping one bit of this word, with these multiples, corrects the difference. */
function isCorrectedBy(word: number, [inHigh, inLow]: Sum, [high, low]: Sum): boolean {
  for (let bit = 0; bit < 32; bit++) {
    const change = (word >>> bit) & 1 ? -(1 << bit) : 1 << bit;
    if (Math.imul(inHigh, change) === high && Math.imul(inLow, change) === low) return true;
  }
  return false;
}

/** The multiples for the pair of words before. */
const carried = ([high, low]: Sum): Sum => [(high + low) | 0, (high + 2 * low) | 0];

type ByteRange = { from: number; to: number; isLittle: boolean };

function summed([high, low]: Sum, bytes: DataView, { from, to, isLittle }: ByteRange): Sum {
  for (let at = from; at < to; at += 8) {
    high = (high + bytes.getUint32(at, isLittle) + low) >>> 0;
    low = (low + bytes.getUint32(at + 4, isLittle) + high) >>> 0;
  }
  return [high, low];
}
