// Logs that SQLite itself has written, then spoilt bit by bit, cut, and killed. How far a log can be read is always asked
// of SQLite too.
import { Database } from "bun:sqlite";
import { afterAll, describe, expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";

import * as accounts from "../accounts/open";
import { remainsOf } from "./remains";
import { examine } from "./wal";

const HEADER = 32;
const FRAME_HEADER = 24;

const scratch = mkdtempSync(join(tmpdir(), "potato-wal-"));
const newDir = () => mkdtempSync(join(scratch, "one-"));
const storeIn = (dir: string) => join(dir, "history.sqlite");
const logIn = (dir: string) => join(dir, "history.sqlite-wal");
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function open(dir: string, pageSize = 4096): Database {
  const file = new Database(storeIn(dir), { create: true });
  for (const pragma of [
    `page_size=${pageSize}`,
    "journal_mode=WAL",
    "synchronous=FULL",
    "wal_autocheckpoint=0",
  ])
    file.run(`PRAGMA ${pragma}`);
  file.run(
    "CREATE TABLE IF NOT EXISTS messages (room TEXT, seq INTEGER, text TEXT, PRIMARY KEY (room, seq)) WITHOUT ROWID",
  );
  return file;
}

/** So many commits, every third of them of several pages. */
function say(file: Database, from: number, to: number): void {
  for (let seq = from; seq <= to; seq++) {
    const text = "감자".repeat(seq % 3 === 0 ? 3000 : 10);
    file.run("INSERT INTO messages VALUES (?, ?, ?)", [seq % 2 === 0 ? "even" : "odd", seq, text]);
  }
}

/** The files as they stand while SQLite has them open: once closed, the log would be gone. */
function caught(file: Database, dir: string): string {
  const copy = newDir();
  for (const path of [storeIn, logIn]) copyFileSync(path(dir), path(copy));
  file.close();
  return copy;
}

function written(commits: number, pageSize?: number): string {
  const dir = newDir();
  const file = open(dir, pageSize);
  say(file, 1, commits);
  return caught(file, dir);
}

/** The same files with another log. */
function withLog(dir: string, bytes: Uint8Array): string {
  const copy = newDir();
  copyFileSync(storeIn(dir), storeIn(copy));
  writeFileSync(logIn(copy), bytes);
  return copy;
}

function flipped(dir: string, at: number, bit: number): string {
  const bytes = readFileSync(logIn(dir));
  bytes[at]! ^= 1 << bit;
  return withLog(dir, bytes);
}

/** How many frames SQLite reads of this log. */
function readBySqlite(dir: string): number {
  const copy = withLog(dir, readFileSync(logIn(dir)));
  const file = new Database(storeIn(copy));
  const { log } = file.query("PRAGMA wal_checkpoint(PASSIVE)").get() as { log: number };
  file.close();
  rmSync(copy, { recursive: true });
  // -1: no log at all.
  return Math.max(log, 0);
}

function verdictOn(dir: string) {
  const verdict = examine(logIn(dir));
  expect([verdict.validFrames, readBySqlite(dir)]).toEqual([verdict.validFrames, verdict.validFrames]);
  return verdict;
}

type Frame = { at: number; isCommit: boolean };
function framesIn(dir: string, pageSize = 4096): Frame[] {
  const bytes = readFileSync(logIn(dir));
  const size = FRAME_HEADER + pageSize;
  return Array.from({ length: (bytes.length - HEADER) / size }, (_, nth) => {
    const at = HEADER + nth * size;
    return { at, isCommit: bytes.readUInt32BE(at + 4) !== 0 };
  });
}

const commitsBefore = (frames: Frame[], nth: number) =>
  frames.slice(0, nth).findLastIndex((one) => one.isCommit) + 1;
const upTo = (count: number) => Array.from({ length: count }, (_, nth) => nth);

const log = written(30);
const frames = framesIn(log);
const last = frames.length - 1;

describe("a log that can be read", () => {
  test("is clean from end to end", () => {
    expect(frames.length).toBeGreaterThan(60);
    expect(verdictOn(log)).toEqual({
      state: "clean",
      validFrames: frames.length,
      lostFrames: 0,
      lostCommits: 0,
    });
  });

  test.each([512, 1024, 65_536])("has pages of any size: %d", (pageSize) => {
    const dir = written(6, pageSize);
    const all = framesIn(dir, pageSize);
    expect(verdictOn(dir)).toMatchObject({ state: "clean", validFrames: all.length });
    const middle = all[all.length >> 1]!;
    expect(verdictOn(flipped(dir, middle.at + FRAME_HEADER + 100, 3)).state).toBe("damaged");
  });

  test("may not be there, or be empty, or have said nothing yet", () => {
    expect(examine(join(scratch, "nowhere")).state).toBe("clean");
    const bytes = readFileSync(logIn(log));
    expect(verdictOn(withLog(log, bytes.subarray(0, 0))).state).toBe("clean");
    expect(verdictOn(withLog(log, bytes.subarray(0, HEADER))).state).toBe("clean");
    expect(verdictOn(withLog(log, bytes.subarray(0, HEADER - 1))).state).toBe("torn");
  });

  test("may be that of the accounts", () => {
    const dir = newDir();
    accounts.open(dir);
    expect(examine(join(dir, "accounts.sqlite-wal"))).toMatchObject({ state: "clean", lostFrames: 0 });
    expect(examine(join(dir, "accounts.sqlite-wal")).validFrames).toBeGreaterThan(0);
    accounts.close();
  });

  test("may have its sums in the other byte order, as from another kind of machine", () => {
    const dir = withLog(log, otherByteOrder(readFileSync(logIn(log))));
    expect(verdictOn(dir)).toMatchObject({ state: "clean", validFrames: frames.length });
    expect(verdictOn(flipped(dir, frames[20]!.at + 1000, 0))).toMatchObject({
      state: "damaged",
      validFrames: commitsBefore(frames, 20),
    });
  });
});

describe("one bit that is turned", () => {
  const spoilt = (nth: number, at: number, bit = 3) => verdictOn(flipped(log, frames[nth]!.at + at, bit));
  const lostFrom = (nth: number) => ({
    state: "damaged" as const,
    validFrames: commitsBefore(frames, nth),
    lostFrames: frames.length - commitsBefore(frames, nth),
    lostCommits: frames.slice(nth).filter((one) => one.isCommit).length,
  });

  test.each([0, 1, 20, 41, last - 1, last])(
    "in the page of frame %d is found, and how much is lost",
    (nth) => {
      expect(spoilt(nth, FRAME_HEADER + 1234)).toEqual(lostFrom(nth));
    },
  );

  test.each(upTo(FRAME_HEADER))("in a frame's header, byte %d, is found", (at) => {
    for (const nth of [20, last]) {
      // Not what counts commits: a bit of that can make one, or take one away.
      const { lostCommits: _, ...lost } = lostFrom(nth);
      for (const bit of upTo(8)) expect(spoilt(nth, at, bit)).toMatchObject(lost);
    }
  });

  test.each(upTo(HEADER))("in the log's header, byte %d, is found: all is lost", (at) => {
    const lostCommits = frames.filter((one) => one.isCommit).length;
    const lost = { state: "damaged" as const, validFrames: 0, lostFrames: frames.length, lostCommits };
    for (const bit of upTo(8)) expect(examine(logIn(flipped(log, at, bit)))).toEqual(lost);
  });

  test("is found wherever it is", () => {
    const small = written(12, 512);
    const { length } = readFileSync(logIn(small));
    fc.assert(
      fc.property(fc.nat(length - HEADER - 1), fc.nat(7), (at, bit) => {
        expect(verdictOn(flipped(small, HEADER + at, bit)).state).toBe("damaged");
      }),
      { numRuns: 150 },
    );
  });
});

describe("a log that was cut", () => {
  const bytes = readFileSync(logIn(log));

  test("at a frame's edge looks as if no more had been written", () => {
    for (const [nth, { at }] of frames.entries()) {
      const valid = commitsBefore(frames, nth);
      expect(verdictOn(withLog(log, bytes.subarray(0, at)))).toEqual({
        state: valid === nth ? "clean" : "torn",
        validFrames: valid,
        lostFrames: 0,
        lostCommits: 0,
      });
    }
  });

  test.each([1, FRAME_HEADER - 1, FRAME_HEADER, FRAME_HEADER + 1, FRAME_HEADER + 4095])(
    "%d bytes into a frame is torn",
    (into) => {
      for (const nth of [0, 20, last]) {
        const dir = withLog(log, bytes.subarray(0, frames[nth]!.at + into));
        expect(verdictOn(dir)).toMatchObject({
          state: "torn",
          validFrames: commitsBefore(frames, nth),
          lostFrames: 0,
        });
      }
    },
  );

  test("anywhere is no damage: nothing shows that there was more", () => {
    fc.assert(
      fc.property(fc.nat(bytes.length), (length) => {
        expect(verdictOn(withLog(log, bytes.subarray(0, length))).state).not.toBe("damaged");
      }),
      { numRuns: 100 },
    );
  });
});

describe("a log that was begun anew over an older one", () => {
  const dir = newDir();
  const file = open(dir);
  say(file, 1, 30);
  file.run("PRAGMA wal_checkpoint(RESTART)");
  say(file, 31, 40);
  const reused = caught(file, dir);
  const all = framesIn(reused);
  const own = examine(logIn(reused)).validFrames;

  test("is clean: leftovers are none of it", () => {
    expect(own).toBeWithin(10, all.length - 10);
    expect(verdictOn(reused)).toEqual({ state: "clean", validFrames: own, lostFrames: 0, lostCommits: 0 });
  });

  test("is damaged by a bit in what is new, its last frame too", () => {
    for (const nth of [0, own >> 1, own - 1]) {
      for (const at of [2, 9, 17, 23, FRAME_HEADER, FRAME_HEADER + 4095]) {
        const verdict = verdictOn(flipped(reused, all[nth]!.at + at, 6));
        expect(verdict).toMatchObject({ state: "damaged", validFrames: commitsBefore(all, nth) });
      }
    }
  });

  test("is damaged by any one bit of its last frame", () => {
    const { at } = all[own - 1]!;
    fc.assert(
      fc.property(fc.nat(FRAME_HEADER + 4095), fc.nat(7), (byte, bit) => {
        expect(verdictOn(flipped(reused, at + byte, bit)).state).toBe("damaged");
      }),
      { numRuns: 150 },
    );
  });

  test("is not damaged by one in the leftovers", () => {
    for (const nth of [own, own + 1, all.length - 1])
      expect(verdictOn(flipped(reused, all[nth]!.at + 1000, 0))).toMatchObject({
        state: "clean",
        validFrames: own,
      });
  });

  test("is torn where a last frame has been begun, and the page is still an older one's", () => {
    const bytes = readFileSync(logIn(reused));
    // The header of the last frame, once more, for a page that has not come.
    bytes.copy(bytes, all[own]!.at, all[own - 1]!.at, all[own - 1]!.at + FRAME_HEADER);
    expect(verdictOn(withLog(reused, bytes))).toMatchObject({
      state: "torn",
      validFrames: own,
      lostFrames: 0,
    });
  });
});

test("what a crash has left of one transaction, behind the next one, is no damage", () => {
  const dir = newDir();
  const before = open(dir);
  say(before, 1, 5);
  before.run("INSERT INTO messages VALUES ('odd', 7, ?)", ["감자".repeat(20_000)]);
  const crashed = caught(before, dir);
  const all = framesIn(crashed);
  expect(all.findLast(({ isCommit }) => isCommit)).toBe(all.at(-1));
  // Without the frame that would have ended it.
  const torn = withLog(crashed, readFileSync(logIn(crashed)).subarray(0, all.at(-1)!.at));
  expect(verdictOn(torn).state).toBe("torn");
  const after = open(torn);
  say(after, 7, 7);
  const next = caught(after, torn);
  const verdict = verdictOn(next);
  expect(framesIn(next).length).toBeGreaterThan(verdict.validFrames + 5);
  expect(verdict).toMatchObject({ state: "torn", lostFrames: 0 });
});

test("a writer that is killed, again and again, leaves no damage, and all that it was told is written", async () => {
  const dir = newDir();
  open(dir).close();
  const writer = `
    const { Database } = require("bun:sqlite");
    const file = new Database(${JSON.stringify(storeIn(dir))});
    for (const pragma of ["journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=40"]) file.run("PRAGMA " + pragma);
    let seq = file.query("SELECT max(seq) AS seq FROM messages").get().seq ?? 0;
    for (;;) {
      file.run("INSERT INTO messages VALUES ('room', ?, ?)", [++seq, "x".repeat(seq % 5 === 0 ? 30000 : 50)]);
      require("fs").writeSync(1, seq + "\\n");
    }`;
  let total = 0;
  for (const goal of [3, 40, 90, 7, 150]) {
    const child = Bun.spawn([process.execPath, "-e", writer], { stdout: "pipe" });
    let output = "";
    for await (const part of child.stdout) {
      output += new TextDecoder().decode(part);
      if (output.split("\n").length > goal) child.kill("SIGKILL");
    }
    await child.exited;
    expect(verdictOn(dir).state).not.toBe("damaged");
    const acked = Number(output.trimEnd().split("\n").at(-1));
    expect(remainsOf(dir).lastSeqs.get("room")).toBeGreaterThanOrEqual(acked);
    total = acked;
  }
  expect(total).toBeGreaterThan(280);
}, 20_000);

describe("what remains of a damaged history", () => {
  test("is the last seq of each room that can be read, looked up without touching anything", () => {
    const dir = flipped(log, frames[41]!.at + 1000, 0);
    const all = () => readdirSync(dir).map((name) => [name, Bun.hash(readFileSync(join(dir, name)))]);
    const before = all();
    const { lastSeqs, isSound } = remainsOf(dir);
    expect([isSound, all()]).toEqual([true, before]);
    const file = new Database(storeIn(dir));
    const rows = file.query("SELECT room, max(seq) AS seq FROM messages GROUP BY room").all() as {
      room: string;
      seq: number;
    }[];
    file.close();
    expect([...lastSeqs]).toEqual(rows.map(({ room, seq }) => [room, seq]));
    expect([...lastSeqs.keys()]).toEqual(["even", "odd"]);
    expect(Math.max(...lastSeqs.values())).toBe(frames.slice(0, 41).filter((one) => one.isCommit).length - 1);
  });

  test("is not sound where pages do not fit together, and nothing where there is no telling", () => {
    const dir = newDir();
    const file = open(dir);
    say(file, 1, 30);
    file.run("PRAGMA wal_checkpoint(RESTART)");
    say(file, 31, 60);
    const half = caught(file, dir);
    // The store without a page that the log does not bring.
    const bytes = readFileSync(storeIn(half));
    writeFileSync(storeIn(half), bytes.fill(7, 4096 * 4, 4096 * 6));
    expect(remainsOf(half).isSound).toBe(false);
    writeFileSync(storeIn(half), "potatoes ".repeat(1000));
    rmSync(logIn(half));
    expect(remainsOf(half)).toEqual({ lastSeqs: new Map(), isSound: false });
  });
});

/** The log with every sum made anew, its words read in the other order. */
function otherByteOrder(bytes: Buffer): Buffer {
  const size = FRAME_HEADER + bytes.readUInt32BE(8);
  bytes.writeUInt32BE(bytes.readUInt32BE(0) ^ 1, 0);
  let sum: [number, number] = [0, 0];
  const add = (from: number, to: number) => {
    for (let at = from; at < to; at += 8) {
      sum[0] = (sum[0] + bytes.readUInt32BE(at) + sum[1]) >>> 0;
      sum[1] = (sum[1] + bytes.readUInt32BE(at + 4) + sum[0]) >>> 0;
    }
  };
  const store = (at: number) => sum.forEach((half, nth) => bytes.writeUInt32BE(half, at + 4 * nth));
  add(0, 24);
  store(24);
  for (let at = HEADER; at < bytes.length; at += size) {
    add(at, at + 8);
    add(at + FRAME_HEADER, at + size);
    store(at + 16);
  }
  return bytes;
}
