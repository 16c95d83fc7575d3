import { type Context, Elysia } from "elysia";

import * as cookie from "../door/cookie";
import { done, refusals, session } from "../door/documented";
import { addressOf } from "../door/request";
import { Refused } from "../errors";
import { guard, visitor } from "./guard";
import { Farewell, NewPasswords, Refresh, Sessions, SignedIn, SignIn, SignUp } from "./model";
import * as auth from "./service";
import * as sessions from "./sessions";

const open = { security: [] };
const common = [
  "invalid",
  "rate-limited",
  "overloaded",
  "too-large",
  "unsupported-media",
  "forbidden",
] as const;

type Door = Pick<Context, "request" | "server" | "set">;

const entrance = new Elysia({ tags: ["auth"] })
  .use(visitor)
  .post(
    "/api/users",
    async ({ body, address, ...door }) => {
      const answer = hand(await auth.signUp(body, address), body.client, door);
      door.set.status = 201;
      return answer;
    },
    {
      body: SignUp,
      response: { 201: SignedIn, ...refusals("conflict", ...common) },
      detail: {
        ...open,
        operationId: "signUp",
        summary: "Sign up",
        description:
          "Signs in as well. A browser gets the refresh token as a cookie, `client: app` in the answer.",
      },
    },
  )
  .post(
    "/api/sessions",
    async ({ body, address, ...door }) => {
      const answer = hand(await auth.signIn(body, address), body.client, door);
      door.set.status = 201;
      return answer;
    },
    {
      body: SignIn,
      response: { 201: SignedIn, ...refusals("unauthenticated", ...common) },
      detail: {
        ...open,
        operationId: "signIn",
        summary: "Sign in",
        description:
          "Put the `accessToken` of the answer into Authorize. A wrong name and a wrong password answer alike.",
      },
    },
  )
  .post(
    "/api/sessions/refresh",
    async ({ body, ...door }) => {
      const { request, server, set } = door;
      const own = body.refreshToken === undefined ? cookie.read(request, server) : body.refreshToken;
      if (own === undefined) throw new Refused("unauthenticated");
      // A browser whose token no longer counts should not go on sending it.
      if (body.refreshToken === undefined) set.headers["set-cookie"] = cookie.bake("", request, server);
      return hand(await auth.refresh(own), body.refreshToken === undefined ? undefined : "app", door);
    },
    {
      body: Refresh,
      response: { 200: SignedIn, ...refusals("unauthenticated", ...common) },
      detail: {
        // either the cookie, or the token in the body
        security: [{ refreshCookie: [] }, {}],
        operationId: "refreshSession",
        summary: "A fresh access token, and the refresh token's successor",
        description:
          "Each refresh token counts once. The last but one within 30 s answers the same successor; anything older ends the session.",
      },
    },
  );

const inside = new Elysia({ tags: ["auth"] })
  .use(guard)
  .get("/api/sessions", ({ caller }) => ({ sessions: sessions.list(caller) }), {
    response: { 200: Sessions, ...refusals("unauthenticated", "rate-limited") },
    detail: { operationId: "listSessions", summary: "The devices I am signed in on" },
  })
  .delete("/api/sessions", async ({ caller, ...door }) => leave(sessions.endMine(caller), door), {
    response: { ...done, ...refusals("unauthenticated", "forbidden", "rate-limited") },
    detail: {
      operationId: "signOutEverywhere",
      summary: "Sign out everywhere",
      description: "Sockets and feeds of all my devices end within a second.",
    },
  })
  .delete(
    "/api/sessions/:id",
    async ({ caller, params: { id }, ...door }) => {
      if (id === "current" || id === caller.sessionId) return leave(sessions.end(caller, id), door);
      await sessions.end(caller, id);
      door.set.status = 204;
    },
    {
      params: session,
      response: { ...done, ...refusals("unauthenticated", "forbidden", "not-found", "rate-limited") },
      detail: {
        operationId: "endSession",
        summary: "Sign out a device",
        description: "`current` is this one.",
      },
    },
  )
  .put(
    "/api/me/password",
    async ({ caller, body, request, server, set }) => {
      const address = addressOf(request, server);
      await auth.changePassword(caller.userId, { ...body, keep: caller.sessionId, address });
      set.status = 204;
    },
    {
      body: NewPasswords,
      response: { ...done, ...refusals("unauthenticated", ...common) },
      detail: { operationId: "changePassword", summary: "A new password; my other sessions end" },
    },
  )
  .delete(
    "/api/me",
    async ({ caller, body, ...door }) =>
      leave(auth.deleteAccount(caller.userId, body.password, addressOf(door.request, door.server)), door),
    {
      body: Farewell,
      response: { ...done, ...refusals("unauthenticated", ...common) },
      detail: {
        operationId: "deleteAccount",
        summary: "Delete my account; my messages stay, without my name",
      },
    },
  );

export const authRoutes = new Elysia().use(entrance).use(inside);

/** A browser gets the refresh token as a cookie that no script can read, an app in the body. */
function hand(
  { refreshToken, ...answer }: auth.SignedIn,
  client: "app" | undefined,
  { request, server, set }: Door,
) {
  if (client === "app") return { ...answer, refreshToken };
  set.headers["set-cookie"] = cookie.bake(refreshToken, request, server);
  return answer;
}

async function leave(ending: Promise<void>, { request, server, set }: Door): Promise<void> {
  await ending;
  set.headers["set-cookie"] = cookie.bake("", request, server);
  set.status = 204;
}
