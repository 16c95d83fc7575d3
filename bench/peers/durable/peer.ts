import { join } from "node:path";

import type { Peer } from "../peer";
import { onBun } from "../programs";

export const durable: Peer = {
  name: "durable",
  title: "raw Bun.serve + SQLite, a commit every 4 ms: the limit of durable chat",
  doesNot: [
    "no sign-in: trusts the user id that a client sends",
    "no membership: anyone may join and send to any room",
    "a repeated send is a second message",
    "messages are stored, but cannot be fetched: no history by REST, no catching up",
    "no read cursors, no unread numbers",
    "input is not validated, and neither rates nor queues are limited",
  ],
  needs: [],
  dialect: "trusting",
  command: () => onBun(join(import.meta.dir, "server.ts")),
  env: { NODE_ENV: "production" },
};

/** Broken: drops one delivery in `oneIn`. */
export const dropping = (oneIn: number): Peer => ({
  ...durable,
  name: "dropping",
  title: `durable, broken on purpose: one delivery in ${oneIn} is dropped`,
  command: () => [...durable.command(), "--drop", String(oneIn)],
});

/** Broken: acks and publishes at once, and stores only `ms` later. */
export const ackingEarly = (ms: number): Peer => ({
  ...durable,
  name: "acking-early",
  title: `durable, broken on purpose: acked up to ${ms} ms before it is stored`,
  command: () => [...durable.command(), "--ack-early", String(ms)],
});
