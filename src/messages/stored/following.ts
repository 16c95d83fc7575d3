import { history, type RoomPosition } from "../../../db/history/history";
import { turn } from "../../capacity/turns";
import { Refused } from "../../errors";
import { log } from "../../log";
import * as rooms from "../../rooms/service";
import { DueRooms } from "./due";

/** Reads what was stored, from history, in the rooms that are due. */
export interface StoredSubscriber {
  readonly name: string;
  /** Before each round, also where nothing is due; false where there is nothing to do now. */
  prepare(due: DueRooms): Promise<boolean>;
  /** Of these rooms, those that the subscriber does not have up to there. */
  behind(roomIds: string[], positions: RoomPosition[]): string[] | Promise<string[]>;
  /** Reads a part of what is due, and says of each room when it begins and when it is done; true if there is more to do now. */
  work(due: DueRooms): Promise<boolean>;
  /** A round that failed is tried again. */
  failed(error: unknown): Promise<void>;
  close(): Promise<void>;
}

const RETRY_MS = 1000;
// In ms: all rooms are compared, also where nothing has said that one was missed, such as a machine of an older release.
const SWEEP_MS = 3600_000;
// In rooms.
const SLICE = 100;

/** One subscriber, and the rooms that are due for it. */
export class Following {
  readonly due = new DueRooms();
  private running: Promise<void> | undefined;
  private sweptAt = 0;
  private notBefore = 0;
  private isStopped = false;

  constructor(readonly subscriber: StoredSubscriber) {}

  /** Starts a round, unless one is under way. */
  wake(): void {
    if (this.isStopped || this.running || performance.now() < this.notBefore) return;
    this.running = this.run().finally(() => (this.running = undefined));
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
    await this.subscriber.close();
  }

  private async run(): Promise<void> {
    const { due, subscriber } = this;
    try {
      for (let hasMore = true; hasMore && !this.isStopped;) {
        if (!(await subscriber.prepare(due))) return;
        if (due.isDoubtful || performance.now() > this.sweptAt + SWEEP_MS) await this.compare();
        hasMore = (due.size > 0 || !due.isWhole) && (await subscriber.work(due));
        due.settle();
      }
    } catch (error) {
      this.notBefore = performance.now() + RETRY_MS;
      // History is away.
      if (!(error instanceof Refused)) await this.noteFault(error);
    }
  }

  private async noteFault(error: unknown): Promise<void> {
    log.warn({ err: error, subscriber: this.subscriber.name }, "a reader of what is stored failed");
    await this.subscriber.failed(error);
  }

  /** Compares all rooms with what the subscriber has. */
  private async compare(): Promise<void> {
    const { due, subscriber } = this;
    // What makes it doubt from now on makes it compare again.
    due.compared();
    try {
      let slice = rooms.idsAfter("", SLICE);
      while (slice.length > 0 && !this.isStopped) {
        const ids = slice;
        const positions = await surely(() => history.positions(ids));
        for (const roomId of await subscriber.behind(ids, positions)) due.add(roomId);
        await turn();
        slice = rooms.idsAfter(ids.at(-1)!, SLICE);
      }
      this.sweptAt = performance.now();
    } catch (error) {
      due.doubt();
      throw error;
    }
  }
}

/** While the store is away history answers from memory, which knows less. */
export async function surely<T>(ask: () => Promise<T>): Promise<T> {
  const wasReadable = history.isReadable();
  const answer = await ask();
  if (!wasReadable || !history.isReadable()) throw new Refused("overloaded");
  return answer;
}
