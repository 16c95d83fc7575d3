import type { Spread } from "./counts/streams";

/** What the bench tells its generator to do, one thing after the other. People are [from, to) of the crowd's file. */
export type Order =
  | Connect
  | Talk
  | { do: "rest"; seconds: number }
  | Storm
  | { do: "audit" }
  | { do: "restarted"; pid: number }
  | Pages;

export interface Connect {
  do: "connect";
  from: number;
  to: number;
  /** Handshakes under way at a time; all at once where it is not said. */
  window?: number;
  /** Sockets beside those that count, which read no more once they are in. */
  areStalled?: boolean;
}
export interface Connected {
  seconds: number;
  /** How many of them are in, those counted who were before. */
  ready: number;
  /** From the first try until everything is heard, each person's. */
  waits: Spread;
  incidents: Incidents;
  load: Load;
}

export interface Talk {
  do: "talk";
  streams: StreamPlan[];
  /** People who flood the server meanwhile, and do nothing else. */
  floods?: { from: number; to: number };
}
/** `count` messages within `ms`, said by people [from, to) in turn, in their `place`th room. */
export interface StreamPlan {
  name: string;
  from: number;
  to: number;
  place: number;
  count: number;
  ms: number;
  /** Of each text; 100 where it is not said. */
  bytes?: number;
  /** Evenly spaced; else at random moments, as people do. */
  isEven?: boolean;
}
export interface Talked {
  seconds: number;
  streams: Record<string, StreamResult>;
  /** How often one who floods was thrown out. */
  floodEnds: number;
  /** The peer promises no order: what is reordered is no fault. */
  isUnordered?: boolean;
  load: Load;
  incidents: Incidents;
}
export interface StreamResult {
  said: number;
  acked: number;
  heard: number;
  lost: number;
  doubled: number;
  reordered: number;
  hearings: Spread;
  lasts: Spread;
  acks: Spread;
  delays: Spread;
}

/** Of server, generator and host, while something was done. */
export interface Load {
  seconds: number;
  /** Of one core, in µs; NaN where the server has ended. */
  serverCpu: number;
  generatorCpu: number;
  /** Of all that the machine has, in per cent: what the host took, and what neither server nor generator used. */
  stolen: number;
  others: number;
  /** Of the server, [seconds, bytes]. */
  memory: [number, number][];
}
export interface Rested {
  load: Load;
  incidents: Incidents;
}

/** Of those who are counted, not of who stalls or floods. */
export interface Incidents {
  /** By close code, or by what else ended a socket. */
  closed: Record<string, number>;
  refused: number;
  /** What was heard of rooms one is not in. */
  strays: number;
  lastRefusal: string;
}

/** Every line of [from, to) is cut, and all come back at once and catch up. */
export interface Storm {
  do: "storm";
  from: number;
  to: number;
}
export interface Stormed {
  seconds: number;
  /** Requests for what was missed; and how many of them did not bring it. */
  fetched: number;
  missed: number;
  back: Spread;
  caughtUp: Spread;
  load: Load;
  incidents: Incidents;
}

/** History pages, open loop: `count` within `ms`, at random places of random rooms. */
export interface Pages {
  do: "pages";
  count: number;
  ms: number;
  /** Each room's newest seq. */
  head: number;
}
export interface Paged {
  waits: Spread;
  failed: number;
  load: Load;
}

export interface Audited {
  acked: number;
  stored: number;
  lost: number;
  doubled: number;
}
