import { Refused } from "../src/errors";

const RETRY_MS = 2000;

/** `work`, whose failure to write is told in the house's words. */
export function orUnwritable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return throwUnwritable(error);
  }
}

/** The same for a promise to catch. */
export function throwUnwritable(error: unknown): never {
  throw unwritable(error);
}

/**
 * A disk that is full, broken or busy is `overloaded`, one that takes no writes is `read-only`; both are worth another
 * try. Anything else is what it was.
 */
function unwritable(error: unknown): unknown {
  const { code = "" } = error as { code?: string };
  const details = { detail: "Nothing can be stored now.", retryAfterMs: RETRY_MS };
  if (/^(SQLITE_READONLY|EROFS$|EACCES$|EPERM$)/.test(code)) return new Refused("read-only", details);
  const isDisk = /^(SQLITE_(FULL|IOERR|BUSY|CANTOPEN|NOMEM)|(ENOSPC|EDQUOT|EIO|EMFILE|ENFILE|ENOMEM)$)/.test(
    code,
  );
  return isDisk ? new Refused("overloaded", details) : error;
}
