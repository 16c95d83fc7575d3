import { join } from "node:path";

import type { Peer } from "../peer";
import { onBun } from "../programs";

export const raw: Peer = {
  name: "raw",
  title: "raw Bun.serve: its topics and nothing else, the physical limit",
  doesNot: [
    "no sign-in: one is who one says",
    "no membership: whoever names a room is in it, and may speak in any",
    "nothing is stored: no history, no catching up, seqs begin anew after a restart",
    "a repeated send is a second message",
    "what comes in is not checked, and not limited in how often",
  ],
  needs: [],
  dialect: "trusting",
  command: () => onBun(join(import.meta.dir, "server.ts")),
  env: { NODE_ENV: "production" },
};
