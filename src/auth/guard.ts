import { Elysia } from "elysia";

import { consume } from "../capacity/limits";
import { MAX_BYTES, MAX_BYTES_OF_A_TOKEN, MAX_BYTES_OF_ANYONE, readJson } from "../door/body";
import * as cookie from "../door/cookie";
import { pathOf } from "../door/problems";
import { addressOf, factsOf } from "../door/request";
import { Refused } from "../errors";
import { numberIn } from "./guessing/devices";
import { authenticate, holderOf } from "./sessions";
import { readAccess } from "./tokens";

// The socket's hello is the same question, put in a frame.
export { authenticate, isAlive } from "./sessions";

/**
 * Stands before every route that is for people who are signed in, and gives it `caller`, and its body.
 * In `derive`, not `resolve`: who is asking is settled, and counted, before what they ask is read, and its shape looked at.
 */
export const guard = new Elysia({ name: "guard" }).derive({ as: "scoped" }, async ({ request }) => {
  const caller = await authenticate(bearer(request));
  factsOf(request).userId = caller.userId;
  consume("calls", caller.userId);
  // Taken over into the context. Were `body` named there, Elysia would read it on its own.
  return { caller, body: await readJson(request, MAX_BYTES) };
});

/** The same for routes that anyone may call: counted by address, which it gives; a device that is known, by itself. */
export const visitor = new Elysia({ name: "visitor" }).derive(
  { as: "scoped" },
  async ({ request, server }) => {
    const address = addressOf(request, server);
    const device = numberIn(cookie.readDevice(request, server));
    consume("visits", device === undefined ? address : `device ${device}`);
    return { address, body: await readJson(request, MAX_BYTES_OF_ANYONE) };
  },
);

/**
 * For whoever has nothing but a refresh token, in the body or as a cookie; gives it, and the address. What we have made
 * counts against the one it was made for, anything else against its address: that closes nothing to those who share it.
 */
export const holder = new Elysia({ name: "holder" }).derive({ as: "scoped" }, async ({ request, server }) => {
  const address = addressOf(request, server);
  const body = await readJson(request, MAX_BYTES_OF_A_TOKEN).catch((fault: unknown) => {
    consume("badRefreshes", address);
    throw fault;
  });
  const { refreshToken } = body as { refreshToken?: unknown };
  const own = refreshToken === undefined ? cookie.read(request, server) : refreshToken;
  const userId = typeof own === "string" ? holderOf(own) : undefined;
  if (userId === undefined) consume("badRefreshes", address);
  else consume("refreshes", userId);
  return { body, address, own, isOurs: userId !== undefined };
});

// Of those that stand behind `visitor` and `holder`.
const forAnyone = new Set(["POST /api/users", "POST /api/sessions", "POST /api/sessions/refresh"]);

/**
 * How much of its body a request may bring to a machine that passes it on: nothing, where its token is none of ours. (Who
 * it is, and whether the session lives, the machine says that it is passed on to.)
 */
export async function readable(request: Request): Promise<number> {
  if (forAnyone.has(`${request.method} ${pathOf(request)}`)) return MAX_BYTES_OF_ANYONE;
  const [, token] = (request.headers.get("authorization") ?? "").split(" ");
  return token && (await readAccess(token)) ? MAX_BYTES : 0;
}

function bearer(request: Request): string {
  const [scheme, token, ...rest] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !token || rest.length > 0) throw new Refused("unauthenticated");
  return token;
}
