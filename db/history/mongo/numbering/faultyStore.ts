import { Database } from "bun:sqlite";

import { Refused } from "../../../../src/errors";
import type { Entry, Stored } from "../../history";
import { beginning, type Inserted, type Place, type Shelf } from "./numbering";

type Row = { room: string; seq: number; author: string; client: string; message: string };

/**
 * For tests: a database with the two unique indexes on which everything goes wrong that can, by the seed. Inserts are lost
 * before and after they are written; some go on when whoever asked has given up; what is written is on a majority only a
 * while later; and when another becomes the primary, what was on no majority is gone. Every write asserts that the one
 * before it is there.
 */
export class Shaky implements Shelf {
  private readonly file = new Database(":memory:", { strict: true });
  private readonly stillRunning: Stored[][] = [];
  private term = 0;

  constructor(
    /** From 0 to 1, as Math.random. */
    private readonly random: () => number,
    private readonly faults: number,
  ) {
    this.file
      .run(`CREATE TABLE messages (room TEXT, seq INTEGER, author TEXT, client TEXT, message TEXT, lasts INTEGER);
      CREATE UNIQUE INDEX place ON messages (room, seq); CREATE UNIQUE INDEX said ON messages (room, client, author);
      CREATE INDEX passing ON messages (lasts) WHERE lasts = 0`);
  }

  /** Some time passes. */
  turn = async (): Promise<void> => {
    for (let n = this.below(4); n >= 0; n--) await Promise.resolve();
    if (this.isTime(0.5)) this.goOn();
    if (this.isTime(0.5)) this.file.run("UPDATE messages SET lasts = 1 WHERE lasts = 0");
    if (this.isTime(0.2 * this.faults)) this.elect();
  };

  async insert(messages: Stored[]): Promise<Inserted> {
    await this.turn();
    if (this.isTime(this.faults)) throw lost();
    const { term } = this;
    const reached = this.isTime(this.faults) ? this.below(messages.length + 1) : messages.length;
    const count = this.write(messages.slice(0, reached));
    if (count === reached && reached < messages.length) this.stillRunning.push(messages.slice(count));
    if (reached < messages.length) throw lost();
    await this.turn();
    if (term !== this.term || this.isTime(this.faults)) throw lost();
    this.file.run("UPDATE messages SET lasts = 1 WHERE lasts = 0");
    return { count, isStopped: count < messages.length };
  }

  async last(roomId: string): Promise<Place> {
    await this.turn();
    const newest = "SELECT message FROM messages WHERE room = ? AND lasts = 1 ORDER BY seq DESC LIMIT 1";
    return this.stored(newest, roomId)[0] ?? beginning;
  }

  async saidAmong(roomId: string, entries: Entry[]): Promise<Stored[]> {
    await this.turn();
    const bySaid = "SELECT message FROM messages WHERE room = ? AND client = ? AND author = ? AND lasts = 1";
    return entries.flatMap(({ clientId, authorId }) => this.stored(bySaid, roomId, clientId, authorId));
  }

  all = (roomId: string): Stored[] =>
    this.stored("SELECT message FROM messages WHERE room = ? ORDER BY seq", roomId);

  private stored(sql: string, ...values: string[]): Stored[] {
    const rows = this.file.query<Pick<Row, "message">, string[]>(sql).all(...values);
    return rows.map(({ message }) => JSON.parse(message) as Stored);
  }

  /** How many fitted. */
  private write(messages: Stored[]): number {
    const put = this.file.query("INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?, ?, 0)");
    const isThere = this.file.query("SELECT 1 FROM messages WHERE room = ? AND seq = ?");
    for (const [nth, message] of messages.entries()) {
      const { roomId, seq, authorId, clientId } = message;
      if (put.run(roomId, seq, authorId, clientId, JSON.stringify(message)).changes === 0) return nth;
      if (seq > 1 && !isThere.get(roomId, seq - 1)) throw new Error(`a hole before ${seq} in ${roomId}`);
    }
    return messages.length;
  }

  /** Of an insert that nobody waits for any more the next message is written; where it does not fit, it ends. */
  private goOn(): void {
    const running = this.stillRunning[this.below(this.stillRunning.length)];
    if (!running) return;
    if (this.write(running.splice(0, 1)) === 0) running.length = 0;
    if (running.length === 0) this.stillRunning.splice(this.stillRunning.indexOf(running), 1);
  }

  private elect(): void {
    this.term++;
    this.stillRunning.length = 0;
    this.file.run("DELETE FROM messages WHERE lasts = 0");
  }

  private isTime = (chance: number): boolean => this.random() < chance;
  private below = (end: number): number => Math.floor(this.random() * end);
}

const lost = () => new Refused("overloaded");
