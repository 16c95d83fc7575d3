import { Elysia } from "elysia";

import { guard } from "../../auth/guard";
import { bounded } from "../../door/bounds/outgoing";
import { onList, refusals } from "../../door/documented";
import { Mentions, MentionsQuery } from "./model";
import * as mentions from "./service";

export const mentionRoutes = new Elysia({ prefix: "/api/mentions", tags: ["messages"] })
  .use(guard)
  .use(bounded)
  .get("", ({ caller, query }) => mentions.list(caller.userId, query), {
    query: MentionsQuery,
    response: { 200: Mentions, ...refusals(...onList, "overloaded") },
    detail: {
      operationId: "listMentions",
      summary: "What mentions me, or everyone, in all my rooms",
      description:
        "As the messages are now, of those that I may see: not by myself, and not by people I block.",
    },
  });
