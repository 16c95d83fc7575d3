import { Elysia } from "elysia";

import { consume } from "../capacity/limits";
import { MAX_BYTES, MAX_BYTES_OF_A_TOKEN, MAX_BYTES_OF_ANYONE, readJson } from "../door/body";
import * as cookie from "../door/cookie";
import { isForeign } from "../door/origin";
import { addressOf, factsOf, pathOf } from "../door/request";
import { forbidden, Refused } from "../errors";
import { numberIn } from "./guessing/devices";
import { authenticate, type Holder, holderOf, holding } from "./sessions";
import { readAccess } from "./tokens";

// For the socket's hello.
export { authenticate, isAlive } from "./sessions";

/**
 * Authenticates the routes for signed-in users: adds `caller` and the body. In `derive`, not `resolve`, so that the caller
 * is authenticated and counted before the body is read and validated.
 */
export const guard = new Elysia({ name: "guard" }).derive({ as: "scoped" }, async ({ request }) => {
  const caller = await authenticate(bearer(request));
  factsOf(request).userId = caller.userId;
  consume("calls", caller.userId);
  // Elysia merges this into the context. If the parameters named `body`, Elysia would read it itself.
  return { caller, body: await readJson(request, MAX_BYTES) };
});

/**
 * For routes that read their body themselves: adds `caller`, and leaves the body alone. Registered before `body`, which makes
 * all later routes take JSON.
 */
export const sender = new Elysia({ name: "sender" }).derive({ as: "scoped" }, async ({ request }) => {
  const caller = await authenticate(bearer(request));
  factsOf(request).userId = caller.userId;
  consume("calls", caller.userId);
  return { caller };
});

/** For files, which `<img>` and `<video>` ask for without a header: the session's cookie is enough, from our own pages. */
export const viewer = new Elysia({ name: "viewer" }).derive({ as: "scoped" }, async ({ request, server }) => {
  const caller = request.headers.has("authorization")
    ? await authenticate(bearer(request))
    : await authenticateByCookie(request, server);
  factsOf(request).userId = caller.userId;
  consume("downloads", caller.userId);
  return { caller };
});

async function authenticateByCookie(
  request: Request,
  server: Parameters<typeof cookie.read>[1],
): Promise<Holder> {
  // Browsers leave the cookie out for other sites; those that also say where it is shown are asked again.
  const site = request.headers.get("sec-fetch-site") ?? "same-origin";
  if (isForeign(request) || !["same-origin", "none"].includes(site)) throw forbidden();
  return holding(cookie.read(request, server) ?? "");
}

/** For routes that anyone may call: adds `address`. Counts by address, and a known device by its own number. */
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
 * For the refresh route: adds the token, from the body or the cookie, and the address. A token of ours counts against its
 * user, any other against its address. So bad tokens never lock out users who share the address.
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

// The routes behind `visitor` and `holder`.
const forAnyone = new Set(["POST /api/users", "POST /api/sessions", "POST /api/sessions/refresh"]);

/**
 * How many bytes of a body this machine reads in order to forward it: none, where the token is not ours. (The primary
 * checks whether the session is alive.)
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
