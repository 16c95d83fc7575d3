/**
 * What devices were told of, so that nothing is told twice, and who decides it. This is the seam: SQLite implements it for one
 * machine, MongoDB for several; `contract.test.ts` is the one suite that both pass.
 *
 * Guarantees:
 * - A claim is granted once: of two that claim the same message for the same device, or an older one, one gets it.
 * - What a machine claimed and never settled, because it died, another one takes over; never what a machine is still sending.
 * - One machine at a time has the lease. When it stops without a word another has it within ten seconds.
 * What is lost with the store only means that nothing was told: history is not touched.
 */
export interface ToldStore {
  /** When this store was made: rooms without a mark begin there. */
  readonly begunAt: number;
  /** Once a second: a beat, and the lease, kept or taken. */
  tick(): Promise<void>;
  /** The number of the lease if this machine has it now; a later one is higher. */
  fence(): number | undefined;
  /** Where all has been decided, in the order of `roomIds`. */
  marks(roomIds: string[]): Promise<(ToldMark | undefined)[]>;
  /** Marks only rise. */
  advance(marks: ToldMark[]): Promise<void>;
  /** What devices were told of in a room and have not read; of the users with these ids, both ends included. */
  inRoom(roomId: string, users: { from: string; to: string }): Promise<ToldRow[]>;
  /** Of each, in this order, whether this machine is to send it: its device was told of nothing as new. */
  claim(fence: number, claims: ToldClaim[]): Promise<boolean[]>;
  /** What became of claims. Answers those that were read meanwhile. */
  settle(settled: Settled[]): Promise<ToldRow[]>;
  /** Something more is to be told to these devices then; null: no more. */
  defer(keys: ToldKey[], dueAt: number | null): Promise<void>;
  /** For which that time has come. */
  dueBy(now: number): Promise<ToldRow[]>;
  /** Claims whose machine died, claimed for this one. */
  inherit(fence: number): Promise<ToldRow[]>;
  /** These users have read up to there: forgets what they were told of. Answers what was sent; each once. */
  read(reads: ReadUpTo[]): Promise<ToldRow[]>;
  /** Rows of these devices, and all from before that time. */
  forget(devices: string[], before: number): Promise<void>;
  /** At most `limit` devices that were told of something, by id. */
  devicesAfter(device: string, limit: number): Promise<string[]>;
  /** Another machine may take the lease at once. */
  close(): Promise<void>;
}

/** A device is named by its session, which has one subscription. */
export type ToldKey = { roomId: string; userId: string; device: string };

/** All messages up to `seq` and all changes up to `rev` have been decided, the last of them `at` that time. */
export type ToldMark = { roomId: string; seq: number; rev: number; at: number };

/** `pushes` and `count`: how many times, and of how many messages, since they last read. */
export type ToldClaim = ToldKey & { seq: number; at: number; pushes: number; count: number };

export type ToldRow = ToldClaim & { isSent: boolean; dueAt: number | null };

/** `gone`: there is no such device any more. */
export type Settled = ToldKey & { seq: number; isGone: boolean };

export type ReadUpTo = { roomId: string; userId: string; seq: number };

export type ToldTimes = {
  /** A machine whose beat stands still for so long is taken for dead. */
  deadMs: number;
  /** A machine has the lease for so long after it was last confirmed; shorter than `deadMs`. */
  leaseMs: number;
  /** Only this process goes by it. */
  now: () => number;
};

export const usualTimes: ToldTimes = { deadMs: 6000, leaseMs: 4000, now: () => performance.now() };

/** The store in use. Set once at start. */
export let told: ToldStore;
export const useTold = (store: ToldStore) => void (told = store);
