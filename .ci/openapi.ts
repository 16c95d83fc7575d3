// Writes the API document that the app serves to test-results/openapi.json, for the linter. Opens no store.
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
