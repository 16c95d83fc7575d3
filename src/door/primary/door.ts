import { Elysia } from "elysia";

import * as primary from "../../../db/accounts/primary";
import { forbidden } from "../../errors";
import { readBytes } from "../body";
import { pathOf } from "../problems";
import { factsOf } from "../request";
import { changesAccounts, forwarded, type Readable } from "./forward";
import { caughtUp, announce } from "./position";
import * as replicas from "./replicas";

// Signing in and refreshing. All that a primary can lose of them is a session, and then that device signs in again: nobody
// is kept out because there is no replica. (A refresh that was refused though it was written would even look like a thief's
// when it is asked again.)
const withoutReplicas = new Set(["/api/sessions", "/api/sessions/refresh"]);

const needsReplicas = (request: Request): boolean =>
  request.method !== "POST" || !withoutReplicas.has(pathOf(request));

/**
 * Where LiteFS copies accounts between machines, stands before all routes: what changes accounts goes to the primary, and
 * is answered once enough of the others have it. It hears machines, too; people have nothing to ask there. `readable` says
 * how much of a body is read to be passed on.
 */
export function replication(readable: Readable) {
  const door = new Elysia({ name: "replication" });
  if (!primary.isReplicated()) return door;
  return door
    .onRequest(async ({ request, server }) => {
      const path = pathOf(request);
      if (path === replicas.PATH) return receiveReport(request);
      if (path.startsWith("/api/") || path === "/ws") await caughtUp(request, server);
      const answer = await forwarded(request, server, readable);
      if (!answer && changesAccounts(request) && needsReplicas(request)) await replicas.mustBeInTouch();
      return answer;
    })
    .onAfterHandle({ as: "global" }, async ({ request, server, set }) => {
      if (!changesAccounts(request)) return;
      // What is refused now gives nobody a session.
      const { "set-cookie": cookies, ...others } = set.headers;
      set.headers = others;
      primary.mustBePrimary();
      const there = primary.ownPosition();
      if (needsReplicas(request)) await replicas.have(there);
      else await replicas.inTouchHave(there);
      if (cookies) set.headers["set-cookie"] = cookies;
      announce(there, request, server, set);
    });
}

async function receiveReport(request: Request): Promise<Response> {
  const { via } = factsOf(request);
  if (!via || via.address) throw forbidden();
  replicas.receive(via.from, new TextDecoder().decode(await readBytes(request, replicas.MAX_BYTES)));
  return new Response(null, { status: 204 });
}
