import { join } from "node:path";

import type { Peer } from "../peer";
import { onBun } from "../programs";

export const durable: Peer = {
  name: "durable",
  title: "raw Bun.serve + SQLite, a commit every 4 ms: the limit of durable chat",
  doesNot: [
    "no sign-in: one is who one says",
    "no membership: whoever names a room is in it, and may speak in any",
    "a repeated send is a second message",
    "stored, but nobody can fetch it: no history by REST, no catching up",
    "no read cursors, no unread numbers",
    "what comes in is not checked, and not limited in how often or in how much waits",
  ],
  needs: [],
  dialect: "trusting",
  command: () => onBun(join(import.meta.dir, "server.ts")),
  env: { NODE_ENV: "production" },
};

/** Broken: one delivery in `oneIn` does not come. */
export const dropping = (oneIn: number): Peer => ({
  ...durable,
  name: "dropping",
  title: `durable, broken on purpose: one delivery in ${oneIn} is left out`,
  command: () => [...durable.command(), "--drop", String(oneIn)],
});

/** Broken: it acks and publishes at once, and stores only `ms` later. */
export const ackingEarly = (ms: number): Peer => ({
  ...durable,
  name: "acking-early",
  title: `durable, broken on purpose: acked up to ${ms} ms before it is stored`,
  command: () => [...durable.command(), "--ack-early", String(ms)],
});
