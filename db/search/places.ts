import type { Database } from "bun:sqlite";

// Each message has a number in the index that ascends with its time, so that the newest come first, and a span of time is a span of
// numbers. A number that is taken already leaves the message the next one that is free.

// A number for so long: 250 messages a second as long as one likes, 20 million a day. More of them would make the index larger, as it
// holds the differences between numbers.
const MOMENT_MS = 4;
// In numbers. Where a message is looked for first; in a burst it may be further on.
const NEAR = 1000;

export class Places {
  // All of these are taken.
  private taken = { from: -1, to: -1 };
  // How far behind its moment a message's number has ever been.
  private furthest: number;

  constructor(private readonly file: Database) {
    const known = file.query<{ value: string }, []>("SELECT value FROM about WHERE name = 'furthest'").get();
    this.furthest = Number(known?.value ?? 0);
  }

  /** The number for a new message. Within a room they must be added by seq. */
  add(room: number, { seq, at }: { seq: number; at: number }): number {
    const moment = this.from(at);
    const isWithin = moment >= this.taken.from && moment <= this.taken.to;
    const id = this.freeFrom(isWithin ? this.taken.to + 1 : moment);
    this.taken = { from: isWithin ? this.taken.from : moment, to: id };
    this.noteDistance(id - moment);
    this.file.query<null, [number, number, number]>("INSERT INTO places VALUES (?, ?, ?)").run(id, room, seq);
    return id;
  }

  private freeFrom(first: number): number {
    const isTaken = this.file.query("SELECT 1 FROM places WHERE id = ?").get(first) !== null;
    if (!isTaken) return first;
    const { id } = this.file
      .query<{ id: number }, [number]>(
        `SELECT id + 1 AS id FROM places AS p WHERE id >= ? AND NOT EXISTS (SELECT 1 FROM places WHERE id = p.id + 1)
        ORDER BY id LIMIT 1`,
      )
      .get(first)!;
    return id;
  }

  private noteDistance(distance: number): void {
    if (distance <= this.furthest) return;
    this.furthest = distance;
    this.file.query("INSERT OR REPLACE INTO about VALUES ('furthest', ?)").run(String(distance));
  }

  find(room: number, { seq, at }: { seq: number; at: number }): number | undefined {
    const first = this.from(at);
    const near = Math.min(this.furthest, NEAR);
    return (
      this.findBetween(room, seq, [first, first + near]) ??
      this.findBetween(room, seq, [first, first + this.furthest])
    );
  }

  private findBetween(room: number, seq: number, [from, to]: [number, number]): number | undefined {
    return this.file
      .query<{ id: number }, [number, number, number, number]>(
        "SELECT id FROM places WHERE id BETWEEN ? AND ? AND room = ? AND seq = ?",
      )
      .get(from, to, room, seq)?.id;
  }

  /** All messages from this time on have at least this number. */
  from = (at: number): number => Math.floor(at / MOMENT_MS);
  /** All messages before this time have a lower number. */
  to = (at: number): number => Math.floor(at / MOMENT_MS) + 1 + this.furthest;
}
