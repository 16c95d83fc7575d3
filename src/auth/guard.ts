import { Elysia } from "elysia";

import { mustBeSound } from "../door/body";
import { addressOf, factsOf } from "../door/request";
import { Refused } from "../errors";
import { consume } from "../limits";
import { authenticate } from "./sessions";

// The socket's hello is the same question, put in a frame.
export { authenticate, isAlive } from "./sessions";

/**
 * Stands before every route that is for people who are signed in, and gives it `caller`.
 * In `derive`, not `resolve`: who is asking is settled before the shape of what they ask.
 */
export const guard = new Elysia({ name: "guard" }).derive({ as: "scoped" }, async ({ request }) => {
  const caller = await authenticate(bearer(request));
  factsOf(request).userId = caller.userId;
  consume("calls", caller.userId);
  mustBeSound(request);
  return { caller };
});

/** The same for routes that anyone may call: counted by address, which it gives. */
export const visitor = new Elysia({ name: "visitor" }).derive(
  { as: "scoped" },
  async ({ request, server }) => {
    const address = addressOf(request, server);
    consume("visits", address);
    mustBeSound(request);
    return { address };
  },
);

function bearer(request: Request): string {
  const [scheme, token, ...rest] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "bearer" || !token || rest.length > 0) throw new Refused("unauthenticated");
  return token;
}
