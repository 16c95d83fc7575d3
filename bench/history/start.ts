import { join } from "node:path";

import { Part } from "../../e2e/machines/part";
import { onFreePort } from "../../e2e/machines/programs/ports";

/** A MongoDB that answers and keeps nothing. `url` is a MONGO_URL. */
export const startStandIn = (): Promise<Part> =>
  onFreePort(
    (port) =>
      new Part({
        name: "stand-in",
        url: `mongodb://127.0.0.1:${port}/potato`,
        command: ["bun", join(import.meta.dir, "standin.ts"), String(port)],
        isUp: /Listening/,
      }),
  );
