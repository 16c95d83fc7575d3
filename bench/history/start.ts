import { join } from "node:path";

import { startSpeaker } from "../../e2e/machines/mongo";
import type { Part } from "../../e2e/machines/part";

/** A MongoDB that answers and keeps nothing. `url` is a MONGO_URL. */
export const startStandIn = (): Promise<Part> =>
  startSpeaker("stand-in", join(import.meta.dir, "standin.ts"));
