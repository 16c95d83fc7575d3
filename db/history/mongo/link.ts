import { type Db, MongoClient, type MongoClientOptions, MongoError, MongoServerError } from "mongodb";

import { Refused } from "../../../src/errors";
import { log } from "../../../src/log";

// A MongoDB that is stopped accepts connections and says nothing: only time tells. Refused is within 5 s in all.
const FIND_MS = 2000;
const ANSWER_MS = 2500;
const PING_MS = 1000;
const RETRY_MS = 1000;
// Under Bun 1.4.5 the driver (7.9.0) can wait for ever: a command that is given to a connection just as its server dies
// gets neither an answer nor an error, nor does the socket's time limit end it.
const LOST_MS = 3000;
// The driver ends its sessions by a command, too.
const CLOSE_MS = 2000;

// Questions at once; the rest wait here, where their time does not count, and pings find a connection free.
const AT_ONCE = 90;

const options: MongoClientOptions = {
  appName: "potato-chat",
  maxPoolSize: AT_ONCE + 10,
  connectTimeoutMS: FIND_MS,
  serverSelectionTimeoutMS: FIND_MS,
  socketTimeoutMS: ANSWER_MS,
  waitQueueTimeoutMS: FIND_MS,
  heartbeatFrequencyMS: 1000,
  // So long everyone waits when one connection breaks.
  minHeartbeatFrequencyMS: 100,
  readPreference: "primary",
  readConcern: { level: "majority" },
  writeConcern: { w: "majority", journal: true },
};

/** The way to MongoDB, and whether it is there: while it is not, nobody waits to be told so. */
export class Link {
  isUp = true;
  private hasLost = false;
  private free = AT_ONCE;
  private readonly queue: (() => void)[] = [];
  private checking: Promise<void> | undefined;
  /** Whoever waits for an answer. */
  private readonly waiting = new Set<(error: MongoError) => void>();
  private readonly timer: Timer;

  private constructor(
    private readonly client: MongoClient,
    readonly db: Db,
  ) {
    this.timer = setInterval(() => void this.check(), PING_MS);
  }

  /** Throws where it cannot be reached. */
  static async open(url: string): Promise<Link> {
    const client = await MongoClient.connect(url, options);
    return new Link(client, client.db(databaseIn(url)));
  }

  /** Whatever the driver fails with becomes a refusal: for who asks it is all one. */
  async ask<T>(work: () => Promise<T>): Promise<T> {
    if (!this.isUp) throw away();
    await this.turn();
    try {
      if (!this.isUp) throw away();
      return await this.inTime(work());
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      void this.check();
      // Never the error as it is: it may carry what people said.
      if (error instanceof MongoServerError && error.code !== undefined)
        log.error({ code: error.code, reason: error.message }, "MongoDB has refused");
      throw away();
    } finally {
      this.free++;
      this.queue.shift()?.();
    }
  }

  /** Resolves within two seconds, also where MongoDB is away: a machine that is told to go cannot wait for it. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, CLOSE_MS);
    try {
      await Promise.race([Promise.all([this.checking, this.client.close()]), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async turn(): Promise<void> {
    while (this.free === 0) await new Promise<void>((resolve) => this.queue.push(resolve));
    this.free--;
  }

  private async inTime<T>(work: Promise<T>): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    this.waiting.add(reject);
    const timer = setTimeout(() => {
      this.hasLost = true;
      reject(new MongoError("no answer"));
    }, LOST_MS);
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
      this.waiting.delete(reject);
    }
  }

  private check(): Promise<void> {
    this.checking ??= this.look().finally(() => (this.checking = undefined));
    return this.checking;
  }

  private async look(): Promise<void> {
    const wasUp = this.isUp;
    // The one connection that it took may be broken.
    this.isUp = (await this.isAnswering()) || (await this.isAnswering());
    if (!wasUp && this.isUp) log.info("MongoDB is back");
    if (this.isUp) return;
    if (wasUp) log.warn("MongoDB is away");
    if (this.waiting.size > 0) this.hasLost = true;
    for (const giveUp of this.waiting) giveUp(new MongoError("away"));
  }

  /** Whatever becomes of it in the driver, this ends. */
  private isAnswering(): Promise<boolean> {
    const isThere = this.ping().then(
      () => true,
      () => false,
    );
    return Promise.race([isThere, Bun.sleep(FIND_MS + PING_MS).then(() => false)]);
  }

  private async ping(): Promise<void> {
    if (this.hasLost) {
      // All anew, or the connections that were lost would be counted for ever.
      await this.client.close();
      await this.client.connect();
      this.hasLost = false;
    }
    await this.db.command({ ping: 1 }, { signal: AbortSignal.timeout(PING_MS) });
  }
}

// Several hosts, as replica sets have, are no URL.
const databaseIn = (url: string): string =>
  decodeURIComponent(/^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(url)?.[1] ?? "potato");

export const away = () =>
  new Refused("overloaded", { detail: "The history cannot be reached now.", retryAfterMs: RETRY_MS });
