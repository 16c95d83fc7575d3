import { Elysia } from "elysia";

import { guard } from "../auth/guard";
import { done, inRoom, messageInRoom, onBody, onItem, onOwn, refusals, writes } from "../door/documented";
import { Numbers, Readers, ReadersQuery, StepsQuery, Reading, ReadMany } from "./model";
import * as reading from "./service";

export const readManyRoutes = new Elysia({ prefix: "/api/me", tags: ["messages"] }).use(guard).post(
  "/read",
  async ({ caller, body, set }) => {
    await reading.readMany(caller.userId, body);
    set.status = 204;
  },
  {
    body: ReadMany,
    response: { ...done, ...refusals(...onOwn) },
    detail: {
      operationId: "readRooms",
      ...writes("history"),
      summary: "I have read many rooms, each up to a seq; answered once all of it is stored",
      description:
        "All or none. Never back; above the newest of a room is `invalid`. Rooms that I am not in are left out.",
    },
  },
);

export const readingRoutes = new Elysia({ prefix: "/api/rooms/:id", tags: ["messages"] })
  .use(guard)
  .put(
    "/reading",
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
        ...writes("history"),
        summary: "I have read up to this seq; answered once it is stored",
        description: "Never back; above the newest is `invalid`.",
      },
    },
  )
  .get(
    "/unread",
    async ({ caller, params, query }) => ({ steps: await reading.numbers(caller.userId, params.id, query) }),
    {
      params: inRoom,
      query: StepsQuery,
      response: { 200: Numbers, ...refusals(...onItem, "invalid") },
      detail: {
        operationId: "countUnread",
        summary: "How many members have not read each message of a range",
        description: "As steps: each number holds up to the next seq. Nothing given: the newest hundred.",
      },
    },
  )
  .get(
    "/messages/:seq/readers",
    ({ caller, params, query }) => reading.readersOf(caller.userId, params.id, params.seq, query),
    {
      params: messageInRoom,
      query: ReadersQuery,
      response: { 200: Readers, ...refusals(...onItem, "invalid") },
      detail: {
        operationId: "listReaders",
        summary: "Who has read a message, and who has not",
        description:
          "Its author is neither, nor is who joined later. Those who hide what they have read are counted, not named. Both lists at first; then `cursor` continues one of them.",
      },
    },
  );
