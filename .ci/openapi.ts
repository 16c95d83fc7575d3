// Writes the API document, as the running app serves it, to test-results/openapi.json for the linter. No store is opened.
import { join } from "node:path";

import { createApp } from "../src/app";
import { readEnv, useEnv } from "../src/env";
import { log } from "../src/log";

useEnv(readEnv({}));
log.level = "silent";
const answer = await createApp().handle(new Request("http://localhost/swagger/json"));
if (!answer.ok) throw new Error(`/swagger/json answered ${answer.status}`);
await Bun.write(
  join(import.meta.dir, "../test-results/openapi.json"),
  JSON.stringify(await answer.json(), null, 2),
);
