import { Database } from "bun:sqlite";

import { Refused } from "../../../../src/errors";
import type { NewMessage, Stored } from "../../history";
import { emptyRoom, type RoomHead } from "../../placing";
import type { Inserted, MessageStore } from "./numbering";

/**
 * For tests: a database with the two unique indexes that injects every fault there can be, by a seed. Inserts are lost before
 * and after they are written; some go on after their caller has given up; what is written reaches a majority only later; and
 * an election rolls back what is on no majority. Every write asserts that the seq before it is stored.
 */
export class FaultyStore implements MessageStore {
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
      CREATE UNIQUE INDEX place ON messages (room, seq); CREATE UNIQUE INDEX by_client ON messages (room, client, author);
      CREATE INDEX minority ON messages (lasts) WHERE lasts = 0`);
  }

  /** Lets some time pass. */
  tick = async (): Promise<void> => {
    for (let n = this.below(4); n >= 0; n--) await Promise.resolve();
    if (this.isDue(0.5)) this.continueOne();
    if (this.isDue(0.5)) this.file.run("UPDATE messages SET lasts = 1 WHERE lasts = 0");
    if (this.isDue(0.2 * this.faults)) this.elect();
  };

  async insert(messages: Stored[]): Promise<Inserted> {
    await this.tick();
    if (this.isDue(this.faults)) throw lost();
    const { term } = this;
    const reached = this.isDue(this.faults) ? this.below(messages.length + 1) : messages.length;
    const count = this.write(messages.slice(0, reached));
    if (count === reached && reached < messages.length) this.stillRunning.push(messages.slice(count));
    if (reached < messages.length) throw lost();
    await this.tick();
    if (term !== this.term || this.isDue(this.faults)) throw lost();
    this.file.run("UPDATE messages SET lasts = 1 WHERE lasts = 0");
    return { count, isStopped: count < messages.length };
  }

  async last(roomId: string): Promise<RoomHead> {
    await this.tick();
    const newest = "SELECT message FROM messages WHERE room = ? AND lasts = 1 ORDER BY seq DESC LIMIT 1";
    return this.stored(newest, roomId)[0] ?? emptyRoom;
  }

  async findByClientIds(roomId: string, keys: NewMessage[]): Promise<Stored[]> {
    await this.tick();
    const byClientId =
      "SELECT message FROM messages WHERE room = ? AND client = ? AND author = ? AND lasts = 1";
    return keys.flatMap(({ clientId, authorId }) => this.stored(byClientId, roomId, clientId, authorId));
  }

  all = (roomId: string): Stored[] =>
    this.stored("SELECT message FROM messages WHERE room = ? ORDER BY seq", roomId);

  private stored(sql: string, ...values: string[]): Stored[] {
    const rows = this.file.query<{ message: string }, string[]>(sql).all(...values);
    return rows.map(({ message }) => JSON.parse(message) as Stored);
  }

  /** Returns how many were written before the first duplicate. */
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

  /** Writes the next message of an abandoned insert, which ends at a duplicate. */
  private continueOne(): void {
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

  private isDue = (chance: number): boolean => this.random() < chance;
  private below = (end: number): number => Math.floor(this.random() * end);
}

const lost = () => new Refused("overloaded");
