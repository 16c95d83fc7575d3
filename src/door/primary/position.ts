import type { Server } from "bun";

import * as changes from "../../../db/accounts/changes";
import * as primary from "../../../db/accounts/primary";
import * as cookie from "../cookie";

/**
 * Read your own writes, on any machine: the response to a write has the accounts' position in a header and a cookie, and
 * another machine waits until its copy has reached that position.
 */
export const POSITION = "x-potato-position";

const MAX_WAIT_MS = 1000;
const PATTERN = /^[0-9a-f]{16}\/[0-9a-f]{16}$/;

type AnswerHead = { headers: Record<string, unknown> };

/** Resolves once this machine has the caller's writes, or after a second. */
export async function caughtUp(request: Request, server: Server<unknown> | null): Promise<void> {
  const there = request.headers.get(POSITION) ?? cookie.readPosition(request, server);
  if (!there || !PATTERN.test(there) || primary.isPrimary()) return;
  if (primary.covers(primary.position(), there)) return;
  if (await primary.waitForPosition(there, MAX_WAIT_MS)) await changes.settled();
}

/** Adds the position after the caller's write to the response. */
export function announce(
  there: primary.Position,
  request: Request,
  server: Server<unknown> | null,
  out: AnswerHead,
): void {
  out.headers[POSITION] = there;
  const before = out.headers["set-cookie"];
  out.headers["set-cookie"] = [before ?? [], cookie.bakePosition(there, request, server)].flat();
}
