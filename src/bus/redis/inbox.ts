import { log } from "../../log";
import { dropped, passed } from "../../measures";
import { type MachineFact, type ReceivedFact, readOfMachine, readOfRoom } from "../facts";
import type { Envelopes } from "./envelope";
import { openPeers } from "./peers";

// Rejected messages are logged at most this often; metrics count every one.
const WARN_MS = 60_000;

export type Handlers = {
  /** Facts that another machine published to a room, in its order. */
  room: (roomId: string, facts: ReceivedFact[]) => void;
  /** A fact that another machine broadcast. */
  all: (fact: MachineFact) => void;
  /** The connection is back: anything may have been missed until now, in every room. */
  back: () => void;
  /** Something was rejected that may have replaced a real fact of this room. */
  doubt: (roomId: string) => void;
};

type Inbox = {
  /** One payload from Redis: of a room, or a broadcast. */
  receive: (channel: string, roomId: string | undefined, payload: string) => void;
  /** Once a second. */
  age: () => void;
  /** The machines that this one receives from. */
  peers: () => string[];
};
type OwnEvents = {
  /** A heartbeat of this machine has come back. */
  beat: () => void;
  /** A machine has appeared that this one did not know: it should learn of this one. */
  greet: () => void;
};

/** Verifies what comes over Redis and passes the accepted facts to `handlers`. Never throws because of what it receives. */
export function openInbox(envelopes: Envelopes, handlers: Handlers, own: OwnEvents): Inbox {
  const peers = openPeers(envelopes.own);
  let ownLast = 0;
  let warnedAt = -Infinity;

  function receive(channel: string, roomId: string | undefined, payload: string): void {
    // Of its own messages a machine only needs its heartbeats.
    if (roomId !== undefined && envelopes.isOwn(payload)) return;
    const opened = envelopes.open(channel, payload);
    if (!opened) return refuse("forged", roomId);
    const { from, n, lines } = opened;
    if (from === envelopes.own) return receiveOwn(n, lines);
    const verdict = peers.meet(from, n);
    if (verdict === "repeated") return refuse("repeated", roomId);
    if (verdict === "new") own.greet();
    passed.add("received", lines.length);
    if (roomId === undefined) for (const line of lines) receiveBroadcast(from, line);
    else receiveOfRoom(from, roomId, lines);
  }

  function receiveOwn(n: number, lines: string[]): void {
    if (n <= ownLast) return refuse("repeated", undefined);
    ownLast = n;
    if (lines.some((line) => readOfMachine(line)?.type === "beat")) own.beat();
  }

  function refuse(reason: "forged" | "repeated", roomId: string | undefined): void {
    dropped.add(reason);
    if (roomId !== undefined) handlers.doubt(roomId);
    if (performance.now() - warnedAt < WARN_MS) return;
    warnedAt = performance.now();
    log.warn(
      { reason, roomId },
      "a message over Redis was rejected: no machine of ours has sent it, or not now",
    );
  }

  function receiveOfRoom(from: string, roomId: string, lines: string[]): void {
    if (!peers.isProven(from)) {
      dropped.add("unproven");
      return peers.miss(from);
    }
    const facts = lines.flatMap((line) => readOfRoom(roomId, line) ?? []);
    if (facts.length < lines.length) handlers.doubt(roomId);
    handlers.room(roomId, facts);
  }

  function receiveBroadcast(from: string, line: string): void {
    const fact = readOfMachine(line);
    if (fact?.type === "beat") return peers.beat(from, fact.heard) ? handlers.back() : undefined;
    if (!peers.isProven(from)) return dropped.add("unproven");
    if (fact) handlers.all(fact);
  }

  return { receive, age: () => peers.age(), peers: () => peers.names() };
}
