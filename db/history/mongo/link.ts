import { type Db, MongoClient, type MongoClientOptions, MongoError, MongoServerError } from "mongodb";

import { Refused } from "../../../src/errors";
import { log } from "../../../src/log";

// A stopped MongoDB still accepts connections and never answers, so only timeouts tell. In all, a call is refused within 5 s.
const FIND_MS = 2000;
const ANSWER_MS = 2500;
const PING_MS = 1000;
const RETRY_MS = 1000;
// Under Bun 1.4.5 the driver (7.9.0) can wait for ever: a command written to a connection just as its server dies gets neither
// an answer nor an error, and the socket timeout does not end it.
const LOST_MS = 3000;
// The driver ends its sessions by a command, which needs an answer, too.
const CLOSE_MS = 2000;

// Commands at a time. The rest wait here, outside their timeouts, and pings find a free connection.
const AT_ONCE = 90;

const options: MongoClientOptions = {
  appName: "potato-chat",
  maxPoolSize: AT_ONCE + 10,
  connectTimeoutMS: FIND_MS,
  serverSelectionTimeoutMS: FIND_MS,
  socketTimeoutMS: ANSWER_MS,
  waitQueueTimeoutMS: FIND_MS,
  heartbeatFrequencyMS: 1000,
  // How long all commands wait when one connection breaks.
  minHeartbeatFrequencyMS: 100,
  readPreference: "primary",
  readConcern: { level: "majority" },
  writeConcern: { w: "majority", journal: true },
};

/** The connection to MongoDB. While MongoDB is unreachable, calls are refused at once. */
export class MongoLink {
  isUp = true;
  private hasLost = false;
  private free = AT_ONCE;
  private readonly queue: (() => void)[] = [];
  private checking: Promise<void> | undefined;
  /** Rejects the calls that wait for an answer. */
  private readonly waiting = new Set<(error: MongoError) => void>();
  private readonly timer: Timer;

  private constructor(
    private readonly client: MongoClient,
    readonly db: Db,
  ) {
    this.timer = setInterval(() => void this.check(), PING_MS);
  }

  /** Throws if MongoDB cannot be reached. */
  static async open(url: string): Promise<MongoLink> {
    const client = await MongoClient.connect(url, options);
    return new MongoLink(client, client.db(databaseIn(url)));
  }

  /** Runs a command. Any error of the driver becomes the same refusal. */
  async ask<T>(work: () => Promise<T>): Promise<T> {
    if (!this.isUp) throw unreachable();
    await this.acquire();
    try {
      if (!this.isUp) throw unreachable();
      return await this.inTime(work());
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      void this.check();
      // Not the error itself: it may contain the text of messages.
      if (error instanceof MongoServerError && error.code !== undefined)
        log.error({ code: error.code, reason: error.message }, "MongoDB refused an operation");
      throw unreachable();
    } finally {
      this.free++;
      this.queue.shift()?.();
    }
  }

  /** Resolves within two seconds even if MongoDB is unreachable: a machine that shuts down cannot wait longer. */
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

  private async acquire(): Promise<void> {
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
    // Twice: the first ping may have used a broken connection.
    this.isUp = (await this.isAnswering()) || (await this.isAnswering());
    if (!wasUp && this.isUp) log.info("MongoDB is back");
    if (this.isUp) return;
    if (wasUp) log.warn("MongoDB is away");
    if (this.waiting.size > 0) this.hasLost = true;
    for (const reject of this.waiting) reject(new MongoError("away"));
  }

  /** Settles even if the ping never does. */
  private isAnswering(): Promise<boolean> {
    const isThere = this.ping().then(
      () => true,
      () => false,
    );
    return Promise.race([isThere, Bun.sleep(FIND_MS + PING_MS).then(() => false)]);
  }

  private async ping(): Promise<void> {
    if (this.hasLost) {
      // Reconnects: the driver would count the lost connections for ever.
      await this.client.close();
      await this.client.connect();
      this.hasLost = false;
    }
    await this.db.command({ ping: 1 }, { signal: AbortSignal.timeout(PING_MS) });
  }
}

// Not by `new URL`: a replica set's list of hosts is no valid URL.
const databaseIn = (url: string): string =>
  decodeURIComponent(/^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(url)?.[1] ?? "potato");

export const unreachable = () =>
  new Refused("overloaded", { detail: "The history cannot be reached now.", retryAfterMs: RETRY_MS });
