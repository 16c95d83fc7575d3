import { type Context, Elysia } from "elysia";

import * as cookie from "../door/cookie";
import { done, refusals, session, writes } from "../door/documented";
import { Refused } from "../errors";
import { guard, holder, visitor } from "./guard";
import {
  Availability,
  AvailabilityQuery,
  Farewell,
  NewPasswords,
  Refresh,
  Sessions,
  SignedIn,
  SignIn,
  SignUp,
} from "./model";
import * as auth from "./service";
import * as sessions from "./sessions";

const open = { security: [] };
const common = [
  "invalid",
  "rate-limited",
  "overloaded",
  "timeout",
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
      const from = originOf(body.client, address, door);
      const answer = hand(await auth.signUp(body, from), body.client, door);
      door.set.status = 201;
      return answer;
    },
    {
      body: SignUp,
      response: { 201: SignedIn, ...refusals("conflict", ...common) },
      detail: {
        ...open,
        operationId: "signUp",
        ...writes("accounts"),
        summary: "Sign up",
        description:
          "A name that is taken is `conflict`, and `errors` says which. Signs in as well. A browser gets the refresh token as a cookie, `client: app` in the answer. Whoever was signed in by that cookie until now no longer is.",
      },
    },
  )
  .get("/api/users/availability", ({ query, address }) => auth.availability(query, address), {
    query: AvailabilityQuery,
    response: { 200: Availability, ...refusals("invalid", "rate-limited") },
    detail: {
      ...open,
      operationId: "checkNames",
      summary: "Whether a username or a nickname could be had",
      description: "For a form of signing up. Few an hour; signing up says the same.",
    },
  })
  .post(
    "/api/sessions",
    async ({ body, address, ...door }) => {
      const from = { ...originOf(body.client, address, door), ...deviceIn(body) };
      const answer = hand(await auth.signIn(body, from), body.client, door);
      door.set.status = 201;
      return answer;
    },
    {
      body: SignIn,
      response: { 201: SignedIn, ...refusals("unauthenticated", ...common) },
      detail: {
        ...open,
        operationId: "signIn",
        ...writes("accounts"),
        summary: "Sign in",
        description:
          "Put the `accessToken` of the answer into Authorize. A wrong name and a wrong password answer alike. Whoever was signed in by this browser's cookie until now no longer is.",
      },
    },
  );

const renewal = new Elysia({ tags: ["auth"] }).use(holder).post(
  "/api/sessions/refresh",
  async ({ body, own, isOurs, address, ...door }) => {
    const { request, server, set } = door;
    if (typeof own !== "string") throw new Refused("unauthenticated");
    const isCookie = body.refreshToken === undefined;
    // Removes a cookie that is not a token of ours. The cookie of an ended session stays: another tab may have signed in and
    // replaced it meanwhile.
    if (isCookie && !isOurs) set.headers["set-cookie"] = cookie.bake("", request, server);
    return hand(await auth.refresh(own, address), isCookie ? undefined : "app", door);
  },
  {
    body: Refresh,
    response: { 200: SignedIn, ...refusals("unauthenticated", ...common) },
    detail: {
      // either the cookie, or the token in the body
      security: [{ refreshCookie: [] }, {}],
      operationId: "refreshSession",
      ...writes("accounts"),
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
      ...writes("accounts"),
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
        ...writes("accounts"),
        summary: "Sign out a device",
        description: "`current` is this one.",
      },
    },
  )
  .put(
    "/api/me/password",
    async ({ caller, body, request, server, set }) => {
      const deviceToken = cookie.readDevice(request, server);
      const fresh = await auth.changePassword(caller, { ...body, deviceToken });
      if (deviceToken !== undefined) set.headers["set-cookie"] = cookie.bakeDevice(fresh, request, server);
      set.status = 204;
    },
    {
      body: NewPasswords,
      response: { ...done, ...refusals("unauthenticated", ...common) },
      detail: {
        operationId: "changePassword",
        ...writes("accounts"),
        summary: "A new password; my other sessions end",
      },
    },
  )
  .delete(
    "/api/me",
    async ({ caller, body, ...door }) => leave(auth.deleteAccount(caller, body.password), door),
    {
      body: Farewell,
      response: { ...done, ...refusals("unauthenticated", ...common) },
      detail: {
        operationId: "deleteAccount",
        ...writes("accounts"),
        summary: "Delete my account; my messages stay, without my name",
      },
    },
  );

export const authRoutes = new Elysia().use(entrance).use(renewal).use(inside);

/** The address and a browser's cookies. An app's tokens are in the body: cookies of its request are ignored. */
function originOf(client: "app" | undefined, address: string, { request, server }: Door): auth.Origin {
  if (client === "app") return { address };
  const [refreshToken, deviceToken] = [cookie.read(request, server), cookie.readDevice(request, server)];
  return { address, refreshToken, deviceToken };
}

const deviceIn = ({ deviceToken }: { deviceToken?: string }) =>
  deviceToken === undefined ? {} : { deviceToken };

/** Returns the tokens: to a browser as HttpOnly cookies, to an app in the body. */
function hand(
  { refreshToken, deviceToken, ...answer }: auth.IssuedSession,
  client: "app" | undefined,
  { request, server, set }: Door,
) {
  if (client === "app") return { ...answer, refreshToken, ...deviceIn({ deviceToken }) };
  const baked = cookie.bake(refreshToken, request, server);
  // Elysia accepts an array, one cookie for each item; its type does not.
  const both = deviceToken === undefined ? baked : [baked, cookie.bakeDevice(deviceToken, request, server)];
  set.headers["set-cookie"] = both as string;
  return answer;
}

async function leave(ending: Promise<void>, { request, server, set }: Door): Promise<void> {
  await ending;
  set.headers["set-cookie"] = cookie.bake("", request, server);
  set.status = 204;
}
