import { Elysia } from "elysia";

import * as primary from "../../../db/accounts/primary";
import { forbidden } from "../../errors";
import { pathOf } from "../problems";
import { factsOf } from "../request";
import { changesAccounts, forwarded } from "./forward";
import { caughtUp, tell } from "./position";
import * as replicas from "./replicas";

// Refused though it was written, and asked again half a minute later, it would look like a thief's: the session would end.
const RENEWAL = "/api/sessions/refresh";

/**
 * Where LiteFS copies accounts between machines, stands before all routes: what changes accounts goes to the primary, and
 * is answered once enough of the others have it. It hears machines, too; people have nothing to ask there.
 */
export function replication() {
  const door = new Elysia({ name: "replication" });
  if (!primary.isReplicated()) return door;
  return door
    .onRequest(async ({ request, server }) => {
      const path = pathOf(request);
      if (path === replicas.PATH) return take(request);
      if (path.startsWith("/api/") || path === "/ws") await caughtUp(request, server);
      const answer = await forwarded(request, server);
      if (!answer && changesAccounts(request) && path !== RENEWAL) await replicas.mustBeInTouch();
      return answer;
    })
    .onAfterHandle({ as: "global" }, async ({ request, server, set }) => {
      if (!changesAccounts(request)) return;
      // What is refused now gives nobody a session.
      const { "set-cookie": cookies, ...others } = set.headers;
      set.headers = others;
      primary.mustBePrimary();
      const there = primary.ownPosition();
      await replicas.have(there).catch((reason: unknown) => {
        if (pathOf(request) !== RENEWAL) throw reason;
      });
      if (cookies) set.headers["set-cookie"] = cookies;
      tell(there, request, server, set);
    });
}

async function take(request: Request): Promise<Response> {
  const { via } = factsOf(request);
  if (!via || via.address) throw forbidden();
  replicas.hear(via.from, await request.text());
  return new Response(null, { status: 204 });
}
