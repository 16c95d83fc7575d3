import { Refused } from "../../../src/errors";
import { log } from "../../../src/log";
import type { MongoLink } from "../mongo/link";
import { SingleFlight } from "../mongo/singleFlight";
import type { LogCollections } from "./documents";
import { Others, type OthersTimes } from "./others";
import { Writer } from "./writer";

export type LogTimes = OthersTimes & {
  /** At most so often an entry is stored. */
  everyMs: number;
  beatMs: number;
  /** A store has ended this long after it began, also one that was given up: the driver's own tries take up to 10 s. */
  doubtMs: number;
  /** So many entries are kept: at least 10 minutes of them. */
  kept: number;
};

const usual: LogTimes = {
  everyMs: 200,
  beatMs: 2000,
  lostMs: 20_000,
  keptMs: 3_600_000,
  doubtMs: 12_000,
  kept: 3000,
  now: () => performance.now(),
};

// In one entry.
const ROOMS = 1000;
// A machine that shuts down cannot wait long.
const CLOSE_MS = 500;

type LogParts = { link: Pick<MongoLink, "ask" | "isUp">; all: LogCollections; times?: Partial<LogTimes> };

/**
 * Which rooms this process has written to, for all machines: since.ts reads it. An entry follows a store; no store waits for it.
 * That nothing is missed all the same:
 * - The process is registered before its first store. If it ends without a word, others find it lost, and look everywhere.
 * - Whoever found it lost may be wrong (it was cut off, or stood still): it goes on under another id. Before the first store
 *   after such a pause it makes sure of its id, so that an end soon after that is noticed, too.
 * - A room is named after the store, also after one that was refused, for that may be stored all the same; then it is named
 *   again when that is over.
 * - Rooms stay here until MongoDB has acknowledged their entry, and an entry stays the same until then.
 */
export class WriteLog {
  private rooms = new Set<string>();
  /** What the next entries will name, and MongoDB may already have. */
  private entries: string[][] = [];
  /** Rooms with a store of unknown outcome; and when they are to be named again. */
  private doubtful = new Set<string>();
  private readonly again = new Map<string, number>();
  private running = 0;
  private isClosed = false;
  private timer: Timer | undefined;
  private beating: Timer | undefined;
  private readonly flight = new SingleFlight();
  private readonly times: LogTimes;
  private readonly writer: Writer;
  private readonly others: Others;

  private constructor(private readonly parts: LogParts) {
    this.times = { ...usual, ...parts.times };
    this.writer = new Writer(parts.link, parts.all, this.times.now);
    this.others = new Others(parts.link, parts.all, this.times);
  }

  static async open(parts: LogParts): Promise<WriteLog> {
    const opened = new WriteLog(parts);
    await opened.writer.register();
    opened.beating = setInterval(() => void opened.tick(), opened.times.beatMs);
    return opened;
  }

  /** Stores something of a room. Throws a `Refused` if MongoDB does not answer this process after a pause. */
  async storing<Answer>(roomId: string, store: () => Promise<Answer[]>): Promise<Answer[]> {
    if (this.times.now() - this.writer.knownAt > this.leaseMs) await this.sync();
    this.running++;
    let isSure = false;
    try {
      const answers = await store();
      isSure = !answers.some((answer) => answer instanceof Refused);
      return answers;
    } finally {
      this.running--;
      if (!isSure) this.doubtful.add(roomId);
      this.rooms.add(roomId);
      this.schedule();
    }
  }

  /** For so long it is certain that a store that begins now ends before the others can find this process lost. */
  private get leaseMs(): number {
    return this.times.lostMs - this.times.doubtMs;
  }

  /** Stores what is not logged yet, and a beat. */
  sync(): Promise<void> {
    return this.flight.run("log", () => this.syncNow()).finally(() => this.schedule());
  }

  /** A beat, and a look at the others. */
  async tick(): Promise<void> {
    const now = this.times.now();
    for (const [roomId, at] of this.again) if (at <= now && this.again.delete(roomId)) this.rooms.add(roomId);
    try {
      await this.sync();
      await this.others.look();
    } catch (error) {
      if (!(error instanceof Refused)) log.error({ err: error }, "what was written cannot be logged");
    }
  }

  /** Logs what is left. If that is not possible in time, the others will find this process lost. */
  async close(): Promise<void> {
    this.stop();
    if (!this.parts.link.isUp) return;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_MS);
    await Promise.race([this.end().catch(ignored), late]);
    clearTimeout(timer);
  }

  /** Without a word, as a crash does. */
  stop(): void {
    this.isClosed = true;
    clearInterval(this.beating);
    clearTimeout(this.timer);
  }

  private schedule(): void {
    if (this.isClosed || this.timer || (this.rooms.size === 0 && this.entries.length === 0)) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.sync().catch(ignored);
    }, this.times.everyMs);
  }

  private async end(): Promise<void> {
    await this.sync();
    const isOver = this.rooms.size + this.doubtful.size + this.again.size + this.running === 0;
    if (isOver) await this.writer.close();
  }

  private async syncNow(): Promise<void> {
    if (this.entries.length === 0) {
      const rooms = [...this.rooms];
      for (let at = 0; at < rooms.length; at += ROOMS) this.entries.push(rooms.slice(at, at + ROOMS));
      this.rooms.clear();
    }
    const doubtful = this.doubtful;
    this.doubtful = new Set();
    try {
      await this.writer.store(this.entries);
    } catch (error) {
      for (const roomId of doubtful) this.doubtful.add(roomId);
      throw error;
    }
    this.entries = [];
    for (const roomId of doubtful) this.again.set(roomId, this.times.now() + this.times.doubtMs);
    await this.writer.trim(this.times.kept);
  }
}

const ignored = (): void => undefined;
