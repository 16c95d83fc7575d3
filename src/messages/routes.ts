import { Elysia } from "elysia";

import { guard } from "../auth/guard";
import { bounded } from "../door/bounds/outgoing";
import { inRoom, onBody, onItem, refusals, writes } from "../door/documented";
import { Draft, History, OneMessage, HistoryQuery } from "./model";
import * as messages from "./service";

export const messageRoutes = new Elysia({ prefix: "/api/rooms/:id/messages", tags: ["messages"] })
  .use(guard)
  .use(bounded)
  .get("", ({ caller, params, query }) => messages.page(caller.userId, params.id, query), {
    params: inRoom,
    query: HistoryQuery,
    response: { 200: History, ...refusals(...onItem, "invalid") },
    detail: {
      operationId: "listMessages",
      summary: "History by seq: before, after or around one; from a time on; else the newest",
      description:
        "At most one of `before`, `after`, `around` and `at`. What is hidden from me is a number and no more.",
    },
  })
  .post(
    "",
    async ({ caller, params, body, set }) => {
      const { message, isRepeat } = await messages.submit(caller.userId, { ...body, roomId: params.id });
      set.status = isRepeat ? 200 : 201;
      return { message };
    },
    {
      params: inRoom,
      body: Draft,
      response: { 200: OneMessage, 201: OneMessage, ...refusals(...onBody, "overloaded") },
      detail: {
        operationId: "sendMessage",
        ...writes("history"),
        summary: "Send a message; answered once it is durable",
        description:
          "With a `clientId` that I have used here nothing is stored again: the answer is that message, with 200.",
      },
    },
  );
