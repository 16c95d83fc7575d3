import { Elysia } from "elysia";

import { guard } from "../auth/guard";
import { onBody, refusals } from "../door/documented";
import { Reading } from "./model";
import * as reading from "./service";

export const readingRoutes = new Elysia({ prefix: "/api/rooms/:id/reading", tags: ["messages"] }).use(guard).put(
  "",
  async ({ caller, params, body, set }) => {
    await reading.read(caller.userId, params.id, body.seq);
    set.status = 204;
  },
  {
    body: Reading,
    response: { ...refusals(...onBody) },
    detail: { operationId: "read", summary: "I have read up to this seq; answered once it is stored" },
  },
);
