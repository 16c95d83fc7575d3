import { MongoServerError } from "mongodb";

import type { MongoLink } from "../mongo/link";
import { entriesOf, entryId, type LogCollections } from "./documents";

// Entries, with one command.
const TRIMMED = 100;

/** This process as a writer in MongoDB. One call at a time; one that was refused is called again with the same entries. */
export class Writer {
  private id = "";
  private n = 0;
  private beat = 0;
  private trimmed = 0;
  /** Then, at least, it was open. */
  knownAt = -Infinity;

  constructor(
    private readonly link: Pick<MongoLink, "ask">,
    private readonly all: LogCollections,
    private readonly now: () => number,
  ) {}

  /** Under a new id. */
  async register(): Promise<void> {
    const began = this.now();
    const id = crypto.randomUUID();
    await this.link.ask(() => this.all.writers.insertOne({ _id: id, n: 0, beat: this.beat, state: "open" }));
    [this.id, this.n, this.trimmed, this.knownAt] = [id, 0, 0, began];
  }

  /** Stores entries, and a beat; under another id if it was found lost. */
  async store(entries: string[][]): Promise<void> {
    while (!(await this.storeAs(this.id, entries))) await this.register();
    this.n += entries.length;
  }

  /** Only the newest are kept. */
  async trim(kept: number): Promise<void> {
    const upTo = this.n - kept;
    if (upTo < this.trimmed + Math.min(TRIMMED, kept)) return;
    const range = entriesOf(this.id, this.trimmed, upTo);
    await this.link.ask(() => this.all.writes.deleteMany({ _id: range }));
    this.trimmed = upTo;
  }

  /** Nothing will be stored any more. */
  async close(): Promise<void> {
    const own = { _id: this.id, state: "open" } as const;
    await this.link.ask(() => this.all.writers.updateOne(own, { $set: { state: "closed" } }));
  }

  /** False if it was found lost. */
  private async storeAs(id: string, entries: string[][]): Promise<boolean> {
    const began = this.now();
    for (const [nth, rooms] of entries.entries()) {
      const entry = { _id: entryId(id, this.n + nth + 1), rooms };
      await this.link.ask(() => this.all.writes.insertOne(entry).catch(unlessThere));
    }
    // The greater of both: an update of before, which was given up, may come late.
    const reached = { n: this.n + entries.length, beat: ++this.beat };
    const { matchedCount } = await this.link.ask(() =>
      this.all.writers.updateOne({ _id: id, state: "open" }, { $max: reached }),
    );
    if (matchedCount === 0) return false;
    this.knownAt = began;
    return true;
  }
}

/** An insert whose answer was lost has stored it. */
function unlessThere(error: unknown): void {
  if (!(error instanceof MongoServerError && error.code === 11000)) throw error;
}
