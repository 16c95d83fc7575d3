import { join } from "node:path";

import { dependencies } from "../../../package.json";
import type { Peer } from "../peer";
import { onBun } from "../programs";
import { raw } from "../raw/peer";

export const elysia: Peer = {
  ...raw,
  name: "elysia",
  title: `Elysia ${dependencies.elysia} .ws on Bun, with a schema for what comes in`,
  doesNot: [
    ...raw.doesNot.slice(0, -1),
    "what comes in is checked for its shape only, and not limited in how often",
  ],
  command: () => onBun(join(import.meta.dir, "server.ts")),
};
