import { Refused } from "../src/errors";

const RETRY_MS = 2000;

/** Runs `work`; failures to write become `Refused`. */
export function orUnwritable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    return throwUnwritable(error);
  }
}

/** The same, as a handler for `catch`. */
export function throwUnwritable(error: unknown): never {
  throw unwritable(error);
}

/**
 * A disk that is full, broken or busy is `overloaded`, a read-only one is `read-only`; both are worth a retry. Other errors
 * stay as they are.
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
