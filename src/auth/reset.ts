import { existsSync } from "node:fs";
import { join } from "node:path";

import * as accounts from "../../db/accounts/open";
import { readEnv } from "../env";
import { Refused } from "../errors";
import * as auth from "./service";

// `bun run user reset NAME`: for who has lost their password; there is no e-mail. Works beside a running server, which
// follows the accounts' changes and closes what the old sessions have open.

const USAGE = "Usage: bun run user reset NAME";

/** Prints the new password, alone, on stdout; everything else goes to stderr. */
async function main([command, name, ...rest]: string[]): Promise<number> {
  if (command !== "reset" || !name || rest.length > 0) return complain(USAGE, 2);
  const { DATA_DIR } = readEnv(process.env);
  // Opening would create them: a mistyped DATA_DIR should not look like a house without people.
  if (!existsSync(join(DATA_DIR, "accounts.sqlite")))
    return complain("There are no accounts in DATA_DIR.", 1);
  accounts.open(DATA_DIR);
  try {
    console.log(await auth.resetPassword(name));
    return 0;
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "not-found") throw error;
    return complain("Nobody has that username.", 1);
  } finally {
    accounts.close();
  }
}

function complain(message: string, exitCode: number): number {
  console.error(message);
  return exitCode;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) =>
  complain(error instanceof Error ? error.message : String(error), 1),
);
