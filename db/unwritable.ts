import { SQLiteError } from "bun:sqlite";

import { Refused } from "../src/errors";

const RETRY_MS = 2000;

/** `work`, whose failure to write is told in the house's words. */
export function orUnwritable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unwritable(error);
  }
}

/**
 * A disk that is full, broken or busy is `overloaded`, one that takes no writes is `read-only`; both are worth another
 * try. Anything else is what it was.
 */
function unwritable(error: unknown): unknown {
  if (!(error instanceof SQLiteError)) return error;
  const { code = "" } = error;
  const details = { detail: "Nothing can be stored now.", retryAfterMs: RETRY_MS };
  if (code.startsWith("SQLITE_READONLY")) return new Refused("read-only", details);
  const isDisk = /^SQLITE_(FULL|IOERR|BUSY|CANTOPEN|NOMEM)/.test(code);
  return isDisk ? new Refused("overloaded", details) : error;
}
