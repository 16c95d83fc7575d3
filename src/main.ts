import * as accounts from "../db/accounts/open";
import * as primary from "../db/accounts/primary";
import { watch } from "../db/accounts/watch";
import type { Store } from "../db/damage";
import { env, readEnv } from "./env";
import { log } from "./log";
import * as demo from "./ops/demo";
import * as drain from "./ops/drain";
import { start } from "./server";

const adviceOn = (damaged: Store[]): string => `
  !!! Damaged: ${damaged.join(" and ")}. What is left is served, and nothing is written to it. The log above names the last
      message that is left of each room. Restore a backup of DATA_DIR; or go on without what is lost, by starting once with
      --accept-loss. The damaged log is then kept aside.
`;

async function main(): Promise<void> {
  const isDemo = process.argv.includes("--demo");
  const running = await start(
    readEnv({ ...process.env, ...(isDemo && !process.env["DEMO"] && { DEMO: "1" }) }),
    process.argv.includes("--accept-loss"),
  );
  log.info(
    {
      url: running.url,
      metrics: running.metricsUrl,
      machine: env.MACHINE,
      dataDir: env.DATA_DIR,
      limits: env.LIMITS,
    },
    "listening",
  );
  if (running.damaged.length > 0) console.error(adviceOn(running.damaged));
  if (isDemo) demo.printSignIn(running.url);
  // One request's fault must not cost everyone their connection; what lasts is written in transactions.
  process.on("unhandledRejection", (error) => log.error({ err: error }, "an unhandled rejection"));
  process.on("uncaughtException", (error) => log.error({ err: error }, "an uncaught exception"));
  const go = drain.onSignals(running.stop);
  if (env.LITEFS_DIR) watch(env.LITEFS_URL, () => leaveLiteFS(go));
}

/** Accounts can no longer be read here, nor what ends someone's access: everyone is sent to another machine at once. */
function leaveLiteFS(go: (exitCode: number) => void): void {
  log.fatal("LiteFS is gone, or hangs: this machine ends");
  primary.onSilence(() => undefined);
  accounts.setUnreachable(true);
  go(1);
  drain.hurry();
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  });
}
