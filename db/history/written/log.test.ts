import { afterAll, beforeAll, expect, test } from "bun:test";

import fc from "fast-check";
import { type Db, MongoClient } from "mongodb";

import { type Mongo, startLight } from "../../../e2e/machines/mongo";
import { Refused } from "../../../src/errors";
import { log } from "../../../src/log";
import { randomOf } from "../mongo/numbering/random";
import type { LogCollections, WriterDoc, WritesDoc } from "./documents";
import { type LogTimes, WriteLog } from "./log";
import { writtenSince } from "./since";

let server: Mongo;
let client: MongoClient;
const { level } = log;
beforeAll(async () => {
  // Everybody is found lost all the time.
  log.level = "error";
  server = await startLight();
  client = await MongoClient.connect(server.url);
}, 60_000);
afterAll(async () => {
  log.level = level;
  await client.close();
  await server.close();
});

const MACHINES = 3;
const ROUNDS = 60;
const NEVER = 2 ** 30;

// Every machine keeps an index as search does: of each room, how much it has seen of it. Time is the world's own.
test(
  "whatever is lost, late or refused, whoever dies and whoever is wrongly found lost: no room is missed",
  () =>
    fc.assert(
      fc.asyncProperty(fc.integer(), fc.integer({ min: 0, max: 40 }), async (seed, percent) => {
        const world = new World(client.db(`written-${crypto.randomUUID()}`), randomOf(seed), percent / 100);
        await world.begin();
        for (let round = 0; round < ROUNDS; round++) await world.goOn();
        await world.settle();
        for (const { index } of world.machines) expect(index).toEqual(world.stored);
      }),
      { numRuns: 40 },
    ),
  120_000,
);

type Machine = { own: WriteLog; mark: string | undefined; index: Map<string, number>; late: LateStore[] };
/** A store that was refused, and happens all the same. */
type LateStore = { store: () => void; until: number };

class World {
  readonly machines: Machine[] = [];
  /** Of each room, how many messages are stored. */
  readonly stored = new Map<string, number>();
  private readonly all: LogCollections;
  private readonly times: LogTimes;
  /** Commands that were given up, and run all the same. */
  private readonly running: (() => Promise<unknown>)[] = [];
  /** Where a dead one is found, everything is looked at: that would hide what was missed before. So nobody dies in half of the worlds. */
  private readonly deaths: number;
  private now = 0;
  private rooms = 0;
  private faults = 0;

  constructor(
    db: Db,
    private readonly random: () => number,
    private readonly mostFaults: number,
  ) {
    this.all = { writers: db.collection<WriterDoc>("writers"), writes: db.collection<WritesDoc>("writes") };
    const [keptMs, kept] = [this.isDue(0.2) ? 10 : NEVER, this.isDue(0.2) ? 4 : 100];
    const usual = { everyMs: NEVER, beatMs: NEVER, lostMs: 20, doubtMs: 12, now: () => this.now };
    this.times = { ...usual, keptMs, kept };
    this.deaths = this.isDue(0.5) ? 0 : 1;
  }

  async begin(): Promise<void> {
    for (let nth = 0; nth < MACHINES; nth++) this.machines.push(await this.started());
    this.faults = this.mostFaults;
  }

  /** Some things at once; or one machine dies, or shuts down, and another one comes. */
  async goOn(): Promise<void> {
    this.elapse(this.below(4));
    if (this.isDue(0.05)) return this.replace(this.below(this.machines.length));
    await Promise.all(
      Array.from({ length: 1 + this.below(4) }, () =>
        this.act(this.machines[this.below(this.machines.length)]!).catch(unlessRefused),
      ),
    );
  }

  /** All that still runs ends, and long enough goes by. */
  async settle(): Promise<void> {
    this.faults = 0;
    for (const run of this.running.splice(0)) await run().catch(() => undefined);
    for (let passed = 0; passed < this.times.lostMs + this.times.doubtMs; passed += 2) {
      this.elapse(2);
      for (const { own } of this.machines) await own.tick();
    }
    for (const machine of this.machines) {
      await this.read(machine);
      machine.own.stop();
    }
  }

  private act(machine: Machine): Promise<unknown> {
    const dice = this.random();
    if (dice < 0.3) return this.store(machine);
    if (dice < 0.5) return machine.own.sync();
    return dice < 0.8 ? this.read(machine) : machine.own.tick();
  }

  private store({ own, late }: Machine): Promise<unknown> {
    // Mostly another one: a room that was missed would be named the next time.
    const room = `room-${this.isDue(0.9) ? ++this.rooms : this.below(this.rooms)}`;
    const store = () => void this.stored.set(room, (this.stored.get(room) ?? 0) + 1);
    return own.storing(room, async () => {
      await this.all.writers.findOne({});
      const outcome = this.random() < this.faults ? this.below(3) : undefined;
      if (outcome === 0) late.push({ store, until: this.now + this.below(this.times.doubtMs) });
      else if (outcome !== 1) store();
      return [outcome === undefined ? "stored" : new Refused("overloaded")];
    });
  }

  private async read(machine: Machine): Promise<void> {
    const answer = await writtenSince(machine.mark, { link: this.link, all: this.all, epoch: "epoch" });
    machine.mark = answer.mark;
    for (const room of answer.isWhole ? answer.rooms : this.stored.keys())
      if (this.stored.has(room)) machine.index.set(room, this.stored.get(room)!);
  }

  /** By a new process with the same index. */
  private async replace(nth: number): Promise<void> {
    const { own, late, mark, index } = this.machines[nth]!;
    for (const { store } of late.splice(0)) store();
    if (this.isDue(this.deaths / 2)) own.stop();
    else await own.close();
    const { faults } = this;
    this.faults = 0;
    this.machines[nth] = { ...(await this.started()), mark, index };
    this.faults = faults;
  }

  private async started(): Promise<Machine> {
    const own = await WriteLog.open({ link: this.link, all: this.all, times: this.times });
    return { own, mark: undefined, index: new Map(), late: [] };
  }

  /** One after the other, so that all that is late happens in its time. */
  private elapse(time: number): void {
    for (let end = this.now + time; this.now < end; this.now++)
      for (const machine of this.machines) {
        for (const { store } of machine.late.filter(({ until }) => until <= this.now)) store();
        machine.late = machine.late.filter(({ until }) => until > this.now);
      }
  }

  /** Commands are lost on their way, or their answers are; some run later. */
  private readonly link = {
    isUp: true,
    ask: async <T>(work: () => Promise<T>): Promise<T> => {
      if (this.isDue(0.2))
        await this.running
          .splice(this.below(this.running.length), 1)[0]?.()
          .catch(() => 0);
      if (this.isDue(this.faults / 3)) throw new Refused("overloaded");
      if (this.isDue(this.faults / 3)) {
        this.running.push(work);
        throw new Refused("overloaded");
      }
      const done = await work();
      if (this.isDue(this.faults / 3)) throw new Refused("overloaded");
      return done;
    },
  };

  private isDue = (chance: number): boolean => this.random() < chance;
  private below = (end: number): number => Math.floor(this.random() * end);
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof Refused)) throw error;
}
