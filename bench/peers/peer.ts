import type { Person } from "../generator/dialect";

/** A server that the bench compares: ours, and what stands beside it. */
export interface Peer {
  name: string;
  /** In the report: what it is, with its version. */
  title: string;
  /** In the report: which of our checks and promises it leaves out, a phrase each. */
  doesNot: string[];
  /** Programs it cannot do without; where one is missing, the report says that this peer was left out. */
  needs: string[];
  /** What the generator speaks with it: a name in generator/dialects.ts. */
  dialect: string;
  /** Builds what must be built, under the cache; once a run, before anything is measured. */
  build?(): Promise<void>;
  /** Fills `dir`, which is empty, and answers with who may come. Without it, people and rooms are made up: the peer asks no names. */
  prepare?(dir: string, crowd: Crowd): Promise<Person[]>;
  /** What starts it. Told PORT (0: any) and DATA_DIR in its environment, it prints a line with its address, `ws://host:port`, once it listens. */
  command(): string[];
  env?: Record<string, string>;
  /** Of talk, until its code is compiled as well as it will be: before what is measured of a server that is warm. */
  warmUpSeconds?: number;
}

/** People in rooms of these sizes: each person is in one room of each. */
export interface Crowd {
  people: number;
  roomSizes: number[];
  /** What has been said already, spread over the rooms of the first size. */
  messages?: number;
}
