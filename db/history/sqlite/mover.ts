import type { Database } from "bun:sqlite";
import { existsSync, fdatasyncSync, openSync, rmSync } from "node:fs";

import { Refused } from "../../../src/errors";
import { log } from "../../../src/log";
import { close, withSpare } from "../../spare";
import type { Stored } from "../history";
import type { Journal } from "./journal/journal";
import type { Pending } from "./pending";
import type { Tables } from "./tables";

// A journal file is moved once it reaches this size or age. The more messages of a room are moved at once, the cheaper each
// is: they share a page of the tables. But what is in the journal is in memory too, and is replayed at the next start.
const FULL_BYTES = 8 * 1024 * 1024;
const MOST_BYTES = 8 * FULL_BYTES;
const OLD_MS = 30_000;
// In messages: this many block the event loop for about a millisecond.
const STEP = 128;
const PACE_MS = 4;
// Messages appended since the step before: some 4,000 a second.
const BUSY = 16;
const RETRY_MS = 1000;
// In messages, while closing, when nothing else needs the event loop.
const CLOSING_STEP = 2000;

/**
 * Moves messages from the journal to the tables, room by room, a few at a time; then deletes that part of the journal.
 * After a crash some messages are in both, which replay recognises by their seqs.
 */
export class Mover {
  // Rooms with messages in the sealed files.
  private due: string[] = [];
  private sealed: string[] = [];
  private appendedSinceStep = 0;
  // Words that were deleted or edited may still be in the write-ahead log.
  private hasOldWords = false;
  private timer?: Timer;

  constructor(
    private readonly file: Database,
    private readonly parts: { journal: Journal; pending: Pending; tables: Tables },
  ) {}

  /** Begins with the files that an earlier process has left. */
  resume(files: string[]): void {
    this.sealed = files;
    this.due = this.parts.pending.roomIds;
    if (files.length > 0) this.wait(PACE_MS);
  }

  appended(count: number): void {
    this.appendedSinceStep += count;
    const isMoving = this.sealed.length > 0;
    if (!isMoving && this.parts.journal.bytes >= FULL_BYTES) this.begin();
    else if (!this.timer) this.wait(OLD_MS);
  }

  /** Refuses `overloaded` while moving has fallen far behind: what is not moved is in memory. */
  mustKeepUp(): void {
    if (this.parts.journal.bytes > MOST_BYTES)
      throw new Refused("overloaded", { detail: "Nothing can be stored now.", retryAfterMs: RETRY_MS });
  }

  /** For tests: moves some messages now, as may happen at any moment. */
  moveSome(count: number): void {
    if (this.due.length === 0) this.begin();
    this.move(count);
    if (this.due.length === 0) this.finish();
  }

  /** Moves everything now, or as much as the disk accepts: the rest stays in the journal. */
  close(): void {
    this.seal();
    clearTimeout(this.timer);
    try {
      while (this.due.length > 0) this.move(CLOSING_STEP);
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
    this.appendedSinceStep = 0;
  }

  private wait(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.step(), ms);
  }

  private step(): void {
    this.timer = undefined;
    try {
      if (this.sealed.length === 0) return this.begin();
      const appended = this.appendedSinceStep;
      this.appendedSinceStep = 0;
      // New messages come first, as long as the journal has room for them.
      if (appended > BUSY && this.parts.journal.bytes < FULL_BYTES) return this.wait(PACE_MS);
      // Faster than messages come in, or the journal would grow without end.
      if (this.due.length > 0) this.move(Math.max(STEP, 2 * appended));
      if (this.due.length > 0) return this.wait(PACE_MS);
      this.finish();
      const { bytes } = this.parts.journal;
      if (bytes > 0) this.wait(bytes < FULL_BYTES ? OLD_MS : PACE_MS);
    } catch (error) {
      log.warn({ err: error }, "messages could not be moved from the journal now");
      this.wait(RETRY_MS);
    }
  }

  private move(count: number): void {
    const { pending } = this.parts;
    const parts = new Map<string, Stored[]>();
    let left = count;
    for (let nth = this.due.length - 1; nth >= 0 && left > 0; nth--) {
      const roomId = this.due[nth]!;
      const some = pending.movable(roomId, left);
      parts.set(roomId, some);
      left -= some.length;
    }
    this.put([...parts.values()].flat());
    for (const [roomId, moved] of parts) {
      this.due.pop();
      pending.removeMoved(roomId, moved);
      if (pending.has(roomId)) this.due.push(roomId);
    }
  }

  /** Without fsync: until `finish` the journal still has these messages. */
  private put(messages: Stored[]): void {
    this.file.run("PRAGMA synchronous=NORMAL");
    this.hasOldWords ||= messages.some(({ deletedAt, editedAt }) => deletedAt !== null || editedAt !== null);
    try {
      this.parts.tables.put(messages);
    } finally {
      this.file.run("PRAGMA synchronous=FULL");
    }
  }

  /** Empties the write-ahead log, unless someone reads it at this moment: then the next time. */
  private forgetOldWords(): void {
    if (!this.hasOldWords) return;
    const answer = this.file.query<{ busy: number }, []>("PRAGMA wal_checkpoint(TRUNCATE)").get();
    this.hasOldWords = answer?.busy !== 0;
  }

  private finish(): void {
    const path = `${this.file.filename}-wal`;
    // A commit with synchronous=NORMAL is in the write-ahead log, but not fsynced.
    if (existsSync(path)) {
      const file = withSpare(() => openSync(path, "r+"));
      fdatasyncSync(file);
      close(file);
    }
    for (const sealed of this.sealed) rmSync(sealed, { force: true });
    this.sealed = [];
    this.forgetOldWords();
  }
}
