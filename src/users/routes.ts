import { Elysia } from "elysia";

import { guard } from "../auth/guard";
import { invalid } from "../errors";
import { refusals } from "../door/documented";
import * as users from "./service";
import { Found, One, Query } from "./model";

export const userRoutes = new Elysia({ prefix: "/api/users", tags: ["users"] })
  .use(guard)
  .get("", ({ query }) => {
    if (query.ids !== undefined) return { users: users.named(idsIn(query.ids)) };
    return users.search(query.q ?? "", query.cursor, query.limit ?? 50);
  }, {
    query: Query,
    response: { 200: Found, ...refusals("unauthenticated", "rate-limited", "invalid") },
    detail: { operationId: "findUsers", summary: "Find people by name or initial consonants, or fetch them by id" },
  })
  .get("/:id", ({ params }) => ({ user: users.find(params.id) }), {
    response: { 200: One, ...refusals("unauthenticated", "rate-limited", "not-found") },
    detail: { operationId: "getUser", summary: "One person's public face" },
  });

function idsIn(list: string): string[] {
  const ids = list.split(",").filter(Boolean);
  if (ids.length > 100) throw invalid("ids", "at most 100 ids");
  return ids;
}
