import { join } from "node:path";

import type { Peer } from "../peer";
import { onBun } from "../programs";

export const raw: Peer = {
  name: "raw",
  title: "raw Bun.serve: its topics and nothing else, the physical limit",
  doesNot: [
    "no sign-in: trusts the user id that a client sends",
    "no membership: anyone may join and send to any room",
    "stores nothing: no history, no catching up, seqs restart at 1 after a restart",
    "a repeated send is a second message",
    "input is not validated, and rates are not limited",
  ],
  needs: [],
  dialect: "trusting",
  command: () => onBun(join(import.meta.dir, "server.ts")),
  env: { NODE_ENV: "production" },
};
