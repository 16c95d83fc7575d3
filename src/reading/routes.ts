import { Elysia } from "elysia";

import { guard } from "../auth/guard";
import { done, inRoom, onBody, refusals } from "../door/documented";
import { Reading } from "./model";
import * as reading from "./service";

export const readingRoutes = new Elysia({ prefix: "/api/rooms/:id/reading", tags: ["messages"] })
  .use(guard)
  .put(
    "",
    async ({ caller, params, body, set }) => {
      await reading.read(caller.userId, params.id, body.seq);
      set.status = 204;
    },
    {
      params: inRoom,
      body: Reading,
      response: { ...done, ...refusals(...onBody) },
      detail: {
        operationId: "readRoom",
        summary: "I have read up to this seq; answered once it is stored",
        description: "Never back; above the newest is `invalid`.",
      },
    },
  );
