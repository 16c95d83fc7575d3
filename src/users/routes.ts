import { Elysia } from "elysia";

import { guard } from "../auth/guard";
import { bounded } from "../door/bounds/outgoing";
import { onOwn, refusals, user, writes } from "../door/documented";
import { invalid } from "../errors";
import { Found, Me, OneUser, Profile, UsersQuery } from "./model";
import * as users from "./service";

export const userRoutes = new Elysia({ prefix: "/api", tags: ["users"] })
  .use(guard)
  .use(bounded)
  .get(
    "/users",
    ({ caller, query }) => {
      if (query.ids !== undefined) return { users: users.named(idsIn(query.ids)) };
      const { q = "", cursor, limit = 50 } = query;
      return users.search(caller.userId, { q, cursor, limit });
    },
    {
      query: UsersQuery,
      response: { 200: Found, ...refusals("unauthenticated", "rate-limited", "invalid") },
      detail: {
        operationId: "findUsers",
        summary: "Find people by name or initial consonants, or fetch them by id",
        description:
          "Either `q` or `ids`. `cursor` goes on with `q`. Friends are found by my alias for them, too.",
      },
    },
  )
  .get("/users/:id", ({ params }) => ({ user: users.find(params.id) }), {
    params: user,
    response: { 200: OneUser, ...refusals("unauthenticated", "rate-limited", "not-found") },
    detail: { operationId: "getUser", summary: "A user's public profile" },
  })
  .get("/me", ({ caller }) => users.me(caller.userId), {
    response: { 200: Me, ...refusals("unauthenticated", "rate-limited") },
    detail: { operationId: "getMe", summary: "Who I am" },
  })
  .patch("/me", ({ caller, body }) => users.change(caller.userId, body), {
    body: Profile,
    response: {
      200: Me,
      ...refusals(...onOwn, "conflict"),
    },
    detail: {
      operationId: "changeMe",
      ...writes("accounts"),
      summary: "Change how others see me; a nickname that someone else has is refused",
    },
  });

function idsIn(list: string): string[] {
  const ids = list.split(",").filter(Boolean);
  if (ids.length > 100) throw invalid("ids", "at most 100 ids");
  return ids;
}
