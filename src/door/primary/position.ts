import type { Server } from "bun";

import * as changes from "../../../db/accounts/changes";
import * as primary from "../../../db/accounts/primary";
import * as cookie from "../cookie";

/**
 * Whoever has changed something finds it so wherever they ask next: the answer tells how far the accounts were then, in a
 * header and in a cookie, and another machine waits until its copy has come so far.
 */
export const POSITION = "x-potato-position";

const MAX_WAIT_MS = 1000;
const PATTERN = /^[0-9a-f]{16}\/[0-9a-f]{16}$/;

type Out = { headers: Record<string, unknown> };

/** Resolves once this machine has what the caller has written, or after a second. */
export async function caughtUp(request: Request, server: Server<unknown> | null): Promise<void> {
  const there = request.headers.get(POSITION) ?? cookie.readPosition(request, server);
  if (!there || !PATTERN.test(there) || primary.isPrimary()) return;
  if (primary.covers(primary.position(), there)) return;
  if (await primary.waitForPosition(there, MAX_WAIT_MS)) await changes.settled();
}

/** Tells the caller how far accounts have come with what they have changed. */
export function announce(
  there: primary.Position,
  request: Request,
  server: Server<unknown> | null,
  out: Out,
): void {
  out.headers[POSITION] = there;
  const before = out.headers["set-cookie"];
  out.headers["set-cookie"] = [before ?? [], cookie.bakePosition(there, request, server)].flat();
}
