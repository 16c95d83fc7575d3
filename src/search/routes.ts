import { Elysia } from "elysia";

import { guard } from "../auth/guard";
import { bounded } from "../door/bounds/outgoing";
import { onItem, refusals } from "../door/documented";
import { SearchQuery, SearchResults } from "./model";
import * as search from "./service";

export const searchRoutes = new Elysia({ prefix: "/api/search", tags: ["search"] })
  .use(guard)
  .use(bounded)
  .get("", ({ caller, query, request }) => search.find(caller.userId, query, request.signal), {
    query: SearchQuery,
    response: { 200: SearchResults, ...refusals(...onItem, "invalid", "overloaded") },
    detail: {
      operationId: "searchMessages",
      summary: "Find messages in my rooms",
      description:
        "Only what I may see. A message can be found within a second after it was sent, and not any more within a second after it was deleted.",
    },
  });
