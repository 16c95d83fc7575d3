import { Elysia } from "elysia";

import { guard } from "../auth/guard";
import { onBody, onItem, refusals } from "../door/documented";
import { Draft, History, One, Range } from "./model";
import * as messages from "./service";

export const messageRoutes = new Elysia({ prefix: "/api/rooms/:id/messages", tags: ["messages"] })
  .use(guard)
  .get("", ({ caller, params, query }) => messages.page(caller.userId, params.id, query), {
    query: Range,
    response: { 200: History, ...refusals(...onItem, "invalid") },
    detail: { operationId: "listMessages", summary: "History by seq: before, after or around one; else the newest" },
  })
  .post(
    "",
    async ({ caller, params, body, set }) => {
      const { message, isRepeat } = await messages.send(caller.userId, { ...body, roomId: params.id });
      set.status = isRepeat ? 200 : 201;
      return { message };
    },
    {
      body: Draft,
      response: { 200: One, 201: One, ...refusals(...onBody, "overloaded") },
      detail: { operationId: "sendMessage", summary: "Say something; answered once it is durable (200: a repeat)" },
    },
  );
