import type { LatencySummary } from "./counts/streams";

/** What the bench sends to its generator, one order at a time. People are [from, to) of the people file. */
export type Order =
  | Connect
  | Talk
  | { do: "idle"; seconds: number }
  | Storm
  | React
  | UploadFiles
  | Subscribe
  | { do: "audit" }
  | { do: "restarted"; pid: number }
  | Pages;

export interface Connect {
  do: "connect";
  from: number;
  to: number;
  /** How many handshakes run at a time; unlimited by default. */
  concurrency?: number;
  /** Opens extra sockets that are not counted and stop reading once they are connected. */
  areStalled?: boolean;
}
export interface ConnectResult {
  seconds: number;
  /** How many are connected, including those that were before. */
  ready: number;
  /** Per person, from the attempt to the last handshake answer. */
  latency: LatencySummary;
  incidents: Incidents;
  load: Load;
}

export interface Talk {
  do: "talk";
  streams: StreamPlan[];
  /** People who only flood the server meanwhile. */
  floods?: { from: number; to: number };
}
/** `count` messages within `ms`, sent by people [from, to) in turn, to each sender's room number `nthRoom`. */
export interface StreamPlan {
  name: string;
  from: number;
  to: number;
  nthRoom: number;
  count: number;
  ms: number;
  /** Length of each text, 100 by default. */
  bytes?: number;
  /** Evenly spaced; by default at random times, as people send. */
  isEven?: boolean;
}
export interface TalkResult {
  seconds: number;
  streams: Record<string, StreamResult>;
  /** How often the server disconnected a flooding client. */
  floodDisconnects: number;
  /** The peer does not promise order, so reordered messages are not a fault. */
  isUnordered?: boolean;
  load: Load;
  incidents: Incidents;
}
export interface StreamResult {
  sent: number;
  acked: number;
  delivered: number;
  lost: number;
  doubled: number;
  reordered: number;
  deliveryTimes: LatencySummary;
  completionTimes: LatencySummary;
  ackTimes: LatencySummary;
  sendDelays: LatencySummary;
}

/** CPU and memory of server, generator and host during one order. */
export interface Load {
  seconds: number;
  /** CPU time in µs; NaN if the server process has ended. */
  serverCpu: number;
  generatorCpu: number;
  /** Per cent of the whole machine's CPU: stolen by the host, and used by other processes. */
  stolen: number;
  others: number;
  /** Resident memory of the server: [seconds, bytes]. */
  memory: [number, number][];
}
export interface IdleResult {
  load: Load;
  incidents: Incidents;
}

/** Only of counted clients, not of those that stall or flood. */
export interface Incidents {
  /** How many sockets ended, by close code or other reason. */
  closed: Record<string, number>;
  refused: number;
  /** Messages received from rooms that the client is not in. */
  strays: number;
  lastRefusal: string;
}

/** Drops every connection of [from, to). All reconnect at once and catch up. */
export interface Storm {
  do: "storm";
  from: number;
  to: number;
}
export interface StormResult {
  seconds: number;
  /** Requests for missed messages; and how many of them did not return the message. */
  fetched: number;
  missed: number;
  reconnectTimes: LatencySummary;
  catchUpTimes: LatencySummary;
  load: Load;
  incidents: Incidents;
}

/** Each of [from, to) uploads a file of `mb` megabytes, all at once, while `streams` are talked. */
export interface UploadFiles {
  do: "upload";
  from: number;
  to: number;
  mb: number;
  streams: StreamPlan[];
}
/** `times`: from the first request to the file; `refusals` were answered with when to come back. */
export interface UploadResult {
  talk: TalkResult;
  times: LatencySummary;
  whole: number;
  failed: number;
  refusals: number;
}

/** Everyone in (from, to] reacts to one message of the room of person `from`, within `ms`, while `streams` are talked. */
export interface React {
  do: "react";
  from: number;
  to: number;
  nthRoom: number;
  ms: number;
  streams: StreamPlan[];
}
/** `counted`: reactions that are stored in the end; `shown`: those in the last frame that person `from` received. */
export interface ReactResult {
  talk: TalkResult;
  latency: LatencySummary;
  failed: number;
  reacted: number;
  counted: number;
  shown: number;
  frames: number;
  framesASecond: number;
  mostInASecond: number;
}

/** Each of [from, to) subscribes a device to push messages, and mutes those of their rooms. */
export interface Subscribe {
  do: "subscribe";
  from: number;
  to: number;
  muted: number[];
}
export interface SubscribeResult {
  subscribed: number;
}

/** History pages, open loop: `count` requests within `ms`, at random positions of random rooms. */
export interface Pages {
  do: "pages";
  count: number;
  ms: number;
  /** The newest seq of every room. */
  head: number;
}
export interface PagesResult {
  latency: LatencySummary;
  failed: number;
  load: Load;
}

export interface AuditResult {
  acked: number;
  stored: number;
  lost: number;
  doubled: number;
}
