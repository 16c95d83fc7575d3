import { join } from "node:path";

import { startWireServer } from "../../e2e/machines/mongo";
import type { Part } from "../../e2e/machines/part";

/** Starts the MongoDB stand-in. `url` is a MONGO_URL. */
export const startStandIn = (): Promise<Part> =>
  startWireServer("stand-in", join(import.meta.dir, "standin.ts"));
