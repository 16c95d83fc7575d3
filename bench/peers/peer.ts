import type { Person } from "../generator/dialect";

/** A server that the bench measures: ours or one it is compared with. */
export interface Peer {
  name: string;
  /** In the report: what it is, with its version. */
  title: string;
  /** In the report: which of our checks and guarantees it does not have, one phrase each. */
  doesNot: string[];
  /** Programs that it needs. If one is missing, the report says that this peer was left out. */
  needs: string[];
  /** Its protocol: a name in generator/dialects.ts. */
  dialect: string;
  /** Builds the server into the cache. Runs once, before anything is measured. */
  build?(): Promise<void>;
  /** Fills the empty `dir` and returns the accounts. A peer that has no accounts leaves it out, and gets made-up people and rooms. */
  prepare?(dir: string, crowd: Crowd): Promise<Person[]>;
  /** The command that starts it. It reads PORT (0: any) and DATA_DIR from its environment, and prints a line with its address, `ws://host:port`, when it listens. */
  command(): string[];
  env?: Record<string, string>;
  /** How long it needs load before its code is fully compiled. Workloads on a warm server start after that. */
  warmUpSeconds?: number;
}

/** People in rooms of these sizes: each person is in one room of each. */
export interface Crowd {
  people: number;
  roomSizes: number[];
  /** How many messages the history has at the start, spread over the rooms of the first size. */
  messages?: number;
}
