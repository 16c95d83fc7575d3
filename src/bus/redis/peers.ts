/**
 * The other machines that are heard, and how far. What a machine has sealed is believed once, and in the order it was sealed:
 * whoever brings it again is not. And it is believed only of a machine that is known to be there now: one that has said, since
 * this one started, that it hears this one. Else what was kept from yesterday would be new to whoever started today.
 */
type Peer = {
  n: number;
  isProven: boolean;
  /** Something of a room was not believed that may have been true. */
  hasMissed: boolean;
  silent: number;
};

// Beats. A machine that is silent for longer says anew that it is there.
const SILENT = 15;
// There are a few machines. Whoever brings back what machines of old have sealed makes up no more than this.
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
    /** Takes its number in. Who is `new` is answered with a beat, so that each knows of the other at once. */
    meet(from: string, n: number): "new" | "known" | "repeated" {
      const known = peers.get(from);
      const peer = known ?? add(from);
      if (n <= peer.n) return "repeated";
      peer.n = n;
      peer.silent = 0;
      return known ? "known" : "new";
    },
    isProven: (from: string): boolean => peers.get(from)?.isProven ?? false,
    /** Something of a room, which comes from there, could not be believed yet. */
    miss(from: string): void {
      const peer = peers.get(from);
      if (peer) peer.hasMissed = true;
    },
    /** It says whom it hears; true where something was missed until it was known to be there. */
    beat(from: string, heard: string[]): boolean {
      const peer = peers.get(from);
      if (!peer || peer.isProven || !heard.includes(own)) return false;
      peer.isProven = true;
      return peer.hasMissed;
    },
    /** Once a second. By beats and not by the clock: who was stopped for a while has missed nobody's. */
    age(): void {
      for (const [from, peer] of peers) if (++peer.silent > SILENT) peers.delete(from);
    },
    heard: (): string[] => [...peers.keys()],
  };
}
