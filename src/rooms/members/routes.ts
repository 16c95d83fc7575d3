import { Elysia } from "elysia";

import { guard } from "../../auth/guard";
import { bounded } from "../../door/bounds/outgoing";
import { done, inRoom, member, onBody, onItem, refusals, writes } from "../../door/documented";
import { Invite, Members, MembersQuery, Put } from "./model";
import * as members from "./service";

export const memberRoutes = new Elysia({ prefix: "/api/rooms/:id/members", tags: ["rooms"] })
  .use(guard)
  .use(bounded)
  .get("", ({ caller, params, query }) => members.list(caller.userId, params.id, query), {
    params: inRoom,
    query: MembersQuery,
    response: { 200: Members, ...refusals(...onItem, "invalid") },
    detail: {
      operationId: "listMembers",
      summary: "Who is in a room",
      description: "With `q` those of them whom a search for people would find.",
    },
  })
  .post(
    "",
    async ({ caller, params, body, set }) => {
      await members.invite(caller.userId, params.id, body.userIds);
      set.status = 204;
    },
    {
      params: inRoom,
      body: Invite,
      response: { ...done, ...refusals(...onBody) },
      detail: {
        operationId: "inviteMembers",
        ...writes("accounts"),
        summary: "Invite many, with one system message",
        description: "Who blocks me is left out, and nobody is told.",
      },
    },
  )
  .put(
    "/:userId",
    async ({ caller, params, body, set }) => {
      if (params.userId === "me") await members.join(caller.userId, params.id);
      else await members.put(caller.userId, params.id, params.userId, body.role);
      set.status = 204;
    },
    {
      params: member,
      body: Put,
      response: { ...done, ...refusals(...onBody) },
      detail: {
        operationId: "putMember",
        ...writes("accounts"),
        summary: "Invite someone, give a role, or join a public room",
        description:
          "`me` joins. Any member invites; roles are the owner's to give, and `owner` hands the room over.",
      },
    },
  )
  .delete(
    "/:userId",
    async ({ caller, params, set }) => {
      await members.remove(caller.userId, params.id, params.userId);
      set.status = 204;
    },
    {
      params: member,
      response: { ...done, ...refusals(...onItem) },
      detail: {
        operationId: "removeMember",
        ...writes("accounts"),
        summary: "Remove someone below me, or leave",
        description: "`me` leaves; the last one out closes the room.",
      },
    },
  );
