import { join } from "node:path";

import { dependencies } from "../../../package.json";
import type { Peer } from "../peer";
import { onBun } from "../programs";
import { raw } from "../raw/peer";

export const elysia: Peer = {
  ...raw,
  name: "elysia",
  title: `Elysia ${dependencies.elysia} .ws on Bun, with a schema for incoming frames`,
  doesNot: [...raw.doesNot.slice(0, -1), "input is checked against a schema only, and rates are not limited"],
  command: () => onBun(join(import.meta.dir, "server.ts")),
};
