import { log } from "../../../src/log";
import type { MongoLink } from "../mongo/link";
import { entriesOf, LAST_ENTRY, type LogCollections, type WriterDoc } from "./documents";

export type OthersTimes = {
  /** A writer whose beat stands still for this long is lost. */
  lostMs: number;
  /** How long a writer is kept after its end, for marks that have not read all of it. */
  keptMs: number;
  /** A clock that only this process goes by. */
  now: () => number;
};

type Sighting = Pick<WriterDoc, "beat" | "state"> & { since: number };

/**
 * Looks after all writers: says of one that has stopped that it is lost, and removes one that ended long ago. Time is measured
 * here, between two looks of this process, so that no other machine's clock matters. Several machines may do the same at once.
 */
export class Others {
  private seen = new Map<string, Sighting>();
  private lastLook = 0;

  constructor(
    private readonly link: Pick<MongoLink, "ask">,
    private readonly all: LogCollections,
    private readonly times: OthersTimes,
  ) {}

  async look(): Promise<void> {
    const writers = await this.link
      .ask(() => this.all.writers.find({}).toArray())
      .catch((error: unknown) => {
        // While MongoDB is away nobody's beat rises.
        this.seen.clear();
        throw error;
      });
    const now = this.times.now();
    // This process, and perhaps all of them, stood still.
    if (now - this.lastLook > this.times.lostMs / 2) this.seen.clear();
    this.lastLook = now;
    const before = this.seen;
    this.seen = new Map();
    for (const writer of writers) {
      const { _id: id, beat, state } = writer;
      const known = before.get(id);
      const since = known?.beat === beat && known.state === state ? known.since : now;
      this.seen.set(id, { beat, state, since });
      await this.lookAfter(writer, now - since);
    }
  }

  private async lookAfter({ _id, beat, state }: WriterDoc, ageMs: number): Promise<void> {
    const { writers, writes } = this.all;
    if (state === "open" && ageMs >= this.times.lostMs) {
      // Not if it lives after all: then its beat is another one.
      const { matchedCount } = await this.link.ask(() =>
        writers.updateOne({ _id, beat, state }, { $set: { state: "lost" } }),
      );
      if (matchedCount > 0)
        log.warn({ writer: _id }, "a machine has stopped without a word: what it wrote last is looked for");
    }
    if (state === "open" || ageMs < this.times.keptMs) return;
    // The writer last: if this is interrupted, somebody tries again.
    await this.link.ask(() => writes.deleteMany({ _id: entriesOf(_id, 0, LAST_ENTRY) }));
    await this.link.ask(() => writers.deleteOne({ _id, state }));
  }
}
