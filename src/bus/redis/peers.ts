/**
 * The other machines that this one receives from, and the last number of each. A sealed message is accepted once, in the
 * order in which it was sealed: a replay is rejected. It is accepted only from a machine that is proven to run now: one
 * whose heartbeat has named this machine since it started. Otherwise messages recorded yesterday would be accepted by a
 * machine that started today.
 */
type Peer = {
  n: number;
  isProven: boolean;
  /** A fact of a room was rejected that may have been real. */
  hasMissed: boolean;
  silent: number;
};

// In heartbeats. A machine that is silent for longer must prove again that it runs.
const SILENT = 15;
// There are a few machines. Replayed messages of former machines add no more entries than this.
const MOST = 64;

export function openPeers(own: string) {
  const peers = new Map<string, Peer>();

  function add(from: string): Peer {
    const unproven = peers.size >= MOST ? [...peers].find(([, { isProven }]) => !isProven) : undefined;
    if (unproven) peers.delete(unproven[0]);
    const peer: Peer = { n: 0, isProven: false, hasMissed: false, silent: 0 };
    peers.set(from, peer);
    return peer;
  }

  return {
    /** Records its number. A `new` machine is answered with a heartbeat, so that each knows of the other at once. */
    meet(from: string, n: number): "new" | "known" | "repeated" {
      const known = peers.get(from);
      const peer = known ?? add(from);
      if (n <= peer.n) return "repeated";
      peer.n = n;
      peer.silent = 0;
      return known ? "known" : "new";
    },
    isProven: (from: string): boolean => peers.get(from)?.isProven ?? false,
    /** A fact of a room from this machine could not be accepted yet. */
    miss(from: string): void {
      const peer = peers.get(from);
      if (peer) peer.hasMissed = true;
    },
    /** Its heartbeat, with the machines it receives from; true where facts were rejected before it was proven. */
    beat(from: string, receivesFrom: string[]): boolean {
      const peer = peers.get(from);
      if (!peer || peer.isProven || !receivesFrom.includes(own)) return false;
      peer.isProven = true;
      return peer.hasMissed;
    },
    /** Once a second. Counts beats, not the clock: a machine that was stopped for a while has missed nobody's. */
    age(): void {
      for (const [from, peer] of peers) if (++peer.silent > SILENT) peers.delete(from);
    },
    names: (): string[] => [...peers.keys()],
  };
}
