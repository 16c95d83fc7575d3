import { Elysia } from "elysia";

import { guard } from "../auth/guard";
import { bounded } from "../door/bounds/outgoing";
import { inRoom, onBody, onItem, onList, refusals, writes } from "../door/documented";
import { NewRoom, OneRoom, MemberSettings, CursorQuery, Rooms, RoomSettings } from "./model";
import * as rooms from "./service";

export const roomRoutes = new Elysia({ prefix: "/api/rooms", tags: ["rooms"] })
  .use(guard)
  .use(bounded)
  .get("", ({ caller, query }) => rooms.list(caller.userId, query.cursor, query.limit ?? 50), {
    query: CursorQuery,
    response: { 200: Rooms, ...refusals(...onList) },
    detail: { operationId: "listRooms", summary: "My rooms, favourites first, then by newest activity" },
  })
  .post(
    "",
    async ({ caller, body, set }) => {
      set.status = 201;
      if (body.kind === "group") return { room: await rooms.create(caller.userId, body) };
      const { room, isNew } = await rooms.openDirect(caller.userId, body.userId);
      if (!isNew) set.status = 200;
      return { room };
    },
    {
      body: NewRoom,
      response: { 200: OneRoom, 201: OneRoom, ...refusals(...onBody) },
      detail: {
        operationId: "createRoom",
        ...writes("accounts"),
        summary: "A new group, or the 1:1 with someone",
        description: "There is one 1:1 a pair: where it exists already, the answer is 200.",
      },
    },
  )
  .get("/:id", async ({ caller, params }) => ({ room: await rooms.open(caller.userId, params.id) }), {
    params: inRoom,
    response: { 200: OneRoom, ...refusals(...onItem) },
    detail: {
      operationId: "getRoom",
      summary: "One room, as I see it",
      description: "Mine, or a public one: then `me` is null.",
    },
  })
  .patch(
    "/:id",
    async ({ caller, params, body }) => ({ room: await rooms.change(caller.userId, params.id, body) }),
    {
      params: inRoom,
      body: RoomSettings,
      response: { 200: OneRoom, ...refusals(...onBody) },
      detail: {
        operationId: "changeRoom",
        ...writes("accounts"),
        summary: "Change a group",
        description: "For its owner and admins.",
      },
    },
  )
  .patch(
    "/:id/me",
    async ({ caller, params, body }) => ({ room: await rooms.keep(caller.userId, params.id, body) }),
    {
      params: inRoom,
      body: MemberSettings,
      response: { 200: OneRoom, ...refusals(...onBody) },
      detail: {
        operationId: "keepRoom",
        ...writes("accounts"),
        summary: "My settings of a room: notifications, favourite, marked unread",
      },
    },
  );
