import { type Db, MongoClient, type MongoClientOptions, MongoError, MongoServerError } from "mongodb";

import { Refused } from "../../../src/errors";
import { log } from "../../../src/log";

// A MongoDB that is stopped accepts connections and says nothing: only time tells. Together they end within 5 s.
const ANSWER_MS = 3000;
const FIND_MS = 2000;
const PING_MS = 1000;
const RETRY_MS = 1000;

const options: MongoClientOptions = {
  appName: "potato-chat",
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
  private checking: Promise<void> | undefined;
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
    return new Link(client, client.db(URL.parse(url)?.pathname.slice(1) || "potato"));
  }

  /** Whatever the driver fails with becomes a refusal: for who asks it is all one. */
  async ask<T>(work: () => Promise<T>): Promise<T> {
    if (!this.isUp) throw away();
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof MongoError)) throw error;
      void this.check();
      // Never the error as it is: it may carry what people said.
      if (error instanceof MongoServerError && error.code !== undefined)
        log.error({ code: error.code, reason: error.message }, "MongoDB has refused");
      throw away();
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.checking;
    await this.client.close();
  }

  private check(): Promise<void> {
    this.checking ??= this.ping().finally(() => (this.checking = undefined));
    return this.checking;
  }

  private async ping(): Promise<void> {
    const wasUp = this.isUp;
    // The one connection that it took may be broken.
    this.isUp = (await this.isAnswering()) || (await this.isAnswering());
    if (wasUp && !this.isUp) log.warn("MongoDB is away");
    if (!wasUp && this.isUp) log.info("MongoDB is back");
  }

  private isAnswering(): Promise<boolean> {
    const ping = this.db.command({ ping: 1 }, { signal: AbortSignal.timeout(PING_MS) });
    const isThere = ping.then(
      () => true,
      () => false,
    );
    // Whatever becomes of it in the driver: nobody may wait for it for ever.
    return Promise.race([isThere, Bun.sleep(2 * PING_MS).then(() => false)]);
  }
}

export const away = () =>
  new Refused("overloaded", { detail: "The history cannot be reached now.", retryAfterMs: RETRY_MS });
