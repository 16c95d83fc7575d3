import { existsSync } from "node:fs";
import { join } from "node:path";

import * as accounts from "../../db/accounts/open";
import * as primary from "../../db/accounts/primary";
import { readEnv } from "../env";
import { Refused } from "../errors";
import { log } from "../log";
import * as auth from "./service";

// `bun run user reset NAME` replaces a lost password; there is no e-mail. Works beside a running server, which follows the
// accounts' changes and closes the sockets and feeds of the old sessions.

const USAGE = "Usage: bun run user reset NAME";

/** Prints the new password, alone, on stdout; everything else goes to stderr. */
async function main([command, name, ...rest]: string[]): Promise<number> {
  if (command !== "reset" || !name || rest.length > 0) return complain(USAGE, 2);
  const { DATA_DIR, LITEFS_DIR, LITEFS_URL } = readEnv(process.env);
  // `open` would create the file: a mistyped folder should not look like an empty store.
  if (!existsSync(join(LITEFS_DIR ?? DATA_DIR, "accounts.sqlite")))
    return complain(`There are no accounts in ${LITEFS_DIR ? "LITEFS_DIR" : "DATA_DIR"}.`, 1);
  // The log goes to stdout, where only the password belongs.
  log.level = "silent";
  if (LITEFS_DIR) await primary.join(LITEFS_DIR, LITEFS_URL);
  if (!primary.isPrimary()) {
    complain(`Only the primary can: ask on ${primary.url() ?? "it, once there is one"}.`, 1);
    primary.leave();
    return 1;
  }
  if (LITEFS_DIR) await accounts.openCopy(LITEFS_DIR);
  else accounts.open(DATA_DIR);
  try {
    console.log(await auth.resetPassword(name));
    return 0;
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "not-found") throw error;
    return complain("Nobody has that username.", 1);
  } finally {
    accounts.close();
    primary.leave();
  }
}

function complain(message: string, exitCode: number): number {
  console.error(message);
  return exitCode;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) =>
  complain(error instanceof Error ? error.message : String(error), 1),
);
