import { Elysia } from "elysia";

import * as primary from "../../../db/accounts/primary";
import { forbidden } from "../../errors";
import { readBytes } from "../body";
import { factsOf, pathOf } from "../request";
import { forwarded, type Readable } from "./forward";
import * as gone from "./gone";
import { caughtUp, announce } from "./position";
import * as replicas from "./replicas";
import { type Declared, writesAccounts } from "./writes";

// Signing in and refreshing succeed without a replica. A primary that dies can only lose a session, and that device signs in
// again. (A refresh that was written but refused would even look like a stolen token when it is retried.)
const withoutReplicas = new Set(["/api/sessions", "/api/sessions/refresh"]);

const needsReplicas = (request: Request): boolean =>
  request.method !== "POST" || !withoutReplicas.has(pathOf(request));

/**
 * With LiteFS, before all routes: forwards requests that write accounts to the primary, which answers once enough replicas
 * have the change. Also receives what machines say to each other, which needs a machine's mark. `readable` returns how much of a body
 * is read for forwarding, `routes` all routes of the app.
 */
export function replication(readable: Readable, routes: () => Declared[]) {
  const door = new Elysia({ name: "replication" });
  if (!primary.isReplicated()) return door;
  return door
    .onRequest(async ({ request, server }) => {
      const path = pathOf(request);
      if (path === replicas.PATH) return receiveReport(request);
      if (path === gone.PATH) return receiveGone(request);
      if (path.startsWith("/api/") || path === "/ws") await caughtUp(request, server);
      if (!writesAccounts(request, routes())) return undefined;
      const answer = await forwarded(request, server, readable);
      if (!answer && needsReplicas(request)) await replicas.mustBeInTouch();
      return answer;
    })
    .onAfterHandle({ as: "global" }, async ({ request, server, set }) => {
      if (!writesAccounts(request, routes())) return;
      // A refusal from here on must not set a session's cookie.
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
  const from = mustBeMachine(request);
  replicas.receive(from, new TextDecoder().decode(await readBytes(request, replicas.MAX_BYTES)));
  return new Response(null, { status: 204 });
}

async function receiveGone(request: Request): Promise<Response> {
  mustBeMachine(request);
  gone.receive(new TextDecoder().decode(await readBytes(request, gone.MAX_BYTES)));
  return new Response(null, { status: 204 });
}

/** The machine that asks for itself, not for a client. */
function mustBeMachine(request: Request): string {
  const { via } = factsOf(request);
  if (!via || via.address) throw forbidden();
  return via.from;
}
