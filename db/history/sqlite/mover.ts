import type { Database } from "bun:sqlite";
import { existsSync, fdatasyncSync, openSync, rmSync } from "node:fs";

import { Refused } from "../../../src/errors";
import { log } from "../../../src/log";
import { close, withSpare } from "../../spare";
import type { Stored } from "../history";
import type { Journal } from "./journal";
import type { Pending } from "./pending";
import type { Tables } from "./tables";

// A file of the journal is moved once it is so large or so old. The more of a room is moved at once, the less each message
// costs: a page of the tables takes many. What is in the journal is in memory too, and read at the next start.
const FULL_BYTES = 8 * 1024 * 1024;
const MOST_BYTES = 8 * FULL_BYTES;
const OLD_MS = 30_000;
// In messages: so many hold the loop for about a millisecond.
const STEP = 128;
const PACE_MS = 4;
// So many messages since the step before: some 4,000 a second.
const BUSY = 16;
const RETRY_MS = 1000;
const AT_THE_END = 2000;

/**
 * Moves what is in the journal to its place in the tables, room by room, a little at a time; then that part of the journal
 * goes. A crash leaves some of it in both, which the next start sees by its seqs.
 */
export class Mover {
  // Rooms of which something is in the sealed files, as long as there are any.
  private due: string[] = [];
  private sealed: string[] = [];
  private cameIn = 0;
  private timer?: Timer;

  constructor(
    private readonly file: Database,
    private readonly parts: { journal: Journal; pending: Pending; tables: Tables },
  ) {}

  /** What an earlier life has left. */
  takeOver(files: string[]): void {
    this.sealed = files;
    this.due = this.parts.pending.roomIds;
    if (files.length > 0) this.wait(PACE_MS);
  }

  appended(howMany: number): void {
    this.cameIn += howMany;
    const isMoving = this.sealed.length > 0;
    if (!isMoving && this.parts.journal.bytes >= FULL_BYTES) this.begin();
    else if (!this.timer) this.wait(OLD_MS);
  }

  /** What cannot be moved for long is not taken in, either: it is in memory. Refuses `overloaded`. */
  mustKeepUp(): void {
    if (this.parts.journal.bytes > MOST_BYTES)
      throw new Refused("overloaded", { detail: "Nothing can be stored now.", retryAfterMs: RETRY_MS });
  }

  /** Some of it now, for tests: it may happen at any moment. */
  some(howMany: number): void {
    if (this.due.length === 0) this.begin();
    this.move(howMany);
  }

  /** All of it now, or as much as the disk takes: the rest stays in the journal. */
  close(): void {
    this.seal();
    clearTimeout(this.timer);
    try {
      while (this.due.length > 0) this.move(AT_THE_END);
      this.finish();
    } catch (error) {
      log.warn({ err: error }, "messages stay in the journal");
    }
  }

  private begin(): void {
    this.seal();
    this.wait(this.sealed.length > 0 ? PACE_MS : RETRY_MS);
  }

  private seal(): void {
    const file = this.parts.journal.seal();
    if (file) this.sealed.push(file);
    this.due = this.parts.pending.roomIds;
    this.cameIn = 0;
  }

  private wait(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.step(), ms);
  }

  private step(): void {
    this.timer = undefined;
    try {
      if (this.sealed.length === 0) return this.begin();
      const { cameIn } = this;
      this.cameIn = 0;
      // Who talks comes first, as long as there is room for it.
      if (cameIn > BUSY && this.parts.journal.bytes < FULL_BYTES) return this.wait(PACE_MS);
      // Then faster than more comes in, or it would never end.
      if (this.due.length > 0) this.move(Math.max(STEP, 2 * cameIn));
      if (this.due.length > 0) return this.wait(PACE_MS);
      this.finish();
      const { bytes } = this.parts.journal;
      if (bytes > 0) this.wait(bytes < FULL_BYTES ? OLD_MS : PACE_MS);
    } catch (error) {
      log.warn({ err: error }, "messages could not be moved from the journal now");
      this.wait(RETRY_MS);
    }
  }

  private move(howMany: number): void {
    const { pending } = this.parts;
    const parts = new Map<string, Stored[]>();
    let left = howMany;
    for (let nth = this.due.length - 1; nth >= 0 && left > 0; nth--) {
      const roomId = this.due[nth]!;
      const some = pending.in(roomId).slice(0, left);
      parts.set(roomId, some);
      left -= some.length;
    }
    this.put([...parts.values()].flat());
    for (const [roomId, { length }] of parts) {
      this.due.pop();
      if (length > 0) pending.moved(roomId, length);
      if (pending.in(roomId).length > 0) this.due.push(roomId);
    }
  }

  /** Nobody waits for this: the journal has it until `finish`. */
  private put(messages: Stored[]): void {
    this.file.run("PRAGMA synchronous=NORMAL");
    try {
      this.parts.tables.put(messages);
    } finally {
      this.file.run("PRAGMA synchronous=FULL");
    }
  }

  private finish(): void {
    const path = `${this.file.filename}-wal`;
    // What a commit with synchronous=NORMAL wrote is in the write-ahead log, and on its way to the disk.
    if (existsSync(path)) {
      const file = withSpare(() => openSync(path, "r+"));
      fdatasyncSync(file);
      close(file);
    }
    for (const sealed of this.sealed) rmSync(sealed, { force: true });
    this.sealed = [];
  }
}
