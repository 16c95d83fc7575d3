import { Elysia } from "elysia";

import { guard } from "../../auth/guard";
import { bounded } from "../../door/bounds/outgoing";
import {
  done,
  inRoom,
  messageInRoom,
  onBody,
  onItem,
  reactionInRoom,
  refusals,
  writes,
} from "../../door/documented";
import { OneMessage } from "../model";
import { ChangedMessages, ChangesQuery, Edit, Pins, Reactors } from "./model";
import * as changes from "./service";

type Place = { caller: { userId: string }; params: { id: string; seq: string } };
const targetOf = ({ caller, params }: Place): changes.ChangeTarget => ({
  userId: caller.userId,
  roomId: params.id,
  place: params.seq,
});
const onChange = { ...done, ...refusals(...onItem, "invalid", "conflict", "overloaded") };

export const changeRoutes = new Elysia({ prefix: "/api/rooms/:id", tags: ["messages"] })
  .use(guard)
  .use(bounded)
  .patch(
    "/messages/:seq",
    async ({ caller, params, body }) => ({ message: await changes.edit(targetOf({ caller, params }), body) }),
    {
      params: messageInRoom,
      body: Edit,
      response: { 200: OneMessage, ...refusals(...onBody, "overloaded") },
      detail: {
        operationId: "editMessage",
        ...writes("history"),
        summary: "Edit my message; answered once that is durable",
        description: "Within 24 hours. The same text changes nothing.",
      },
    },
  )
  .delete(
    "/messages/:seq",
    async ({ caller, params, set }) => {
      await changes.remove(targetOf({ caller, params }));
      set.status = 204;
    },
    {
      params: messageInRoom,
      response: onChange,
      detail: {
        operationId: "deleteMessage",
        ...writes("history"),
        summary: "Delete a message; its place stays",
        description:
          "My own within 24 hours; the owner and admins of a group any, at any time. Deleted again, nothing changes.",
      },
    },
  )
  .delete(
    "/messages/:seq/preview",
    async ({ caller, params, set }) => {
      await changes.removePreview(targetOf({ caller, params }));
      set.status = 204;
    },
    {
      params: messageInRoom,
      response: onChange,
      detail: {
        operationId: "removePreview",
        ...writes("history"),
        summary: "Show no preview of my message's link any more, to anyone",
        description: "Within 24 hours, as an edit. Removed again, nothing changes.",
      },
    },
  )
  .put(
    "/messages/:seq/reactions/:emoji",
    async ({ caller, params, set }) => {
      await changes.react(targetOf({ caller, params }), params.emoji);
      set.status = 204;
    },
    {
      params: reactionInRoom,
      response: onChange,
      detail: {
        operationId: "addReaction",
        ...writes("history"),
        summary: "React to a message with one emoji",
        description: "At most 20 kinds a message. Not in a 1:1 with a block.",
      },
    },
  )
  .delete(
    "/messages/:seq/reactions/:emoji",
    async ({ caller, params, set }) => {
      await changes.unreact(targetOf({ caller, params }), params.emoji);
      set.status = 204;
    },
    {
      params: reactionInRoom,
      response: onChange,
      detail: {
        operationId: "removeReaction",
        ...writes("history"),
        summary: "Take my reaction back",
      },
    },
  )
  .get("/messages/:seq/reactions", ({ caller, params }) => changes.reactors(targetOf({ caller, params })), {
    params: messageInRoom,
    response: { 200: Reactors, ...refusals(...onItem) },
    detail: { operationId: "listReactions", summary: "Who has reacted to a message, and how" },
  })
  .put(
    "/pins/:seq",
    async ({ caller, params, set }) => {
      await changes.pin(targetOf({ caller, params }));
      set.status = 204;
    },
    {
      params: messageInRoom,
      response: onChange,
      detail: {
        operationId: "pinMessage",
        ...writes("history"),
        summary: "Pin a message; the newest pin is the room's notice",
        description: "For the owner and admins of a group, and for both in a 1:1. At most 50.",
      },
    },
  )
  .delete(
    "/pins/:seq",
    async ({ caller, params, set }) => {
      await changes.unpin(targetOf({ caller, params }));
      set.status = 204;
    },
    {
      params: messageInRoom,
      response: onChange,
      detail: { operationId: "unpinMessage", ...writes("history"), summary: "Unpin a message" },
    },
  )
  .get("/pins", ({ caller, params }) => changes.pins(caller.userId, params.id), {
    params: inRoom,
    response: { 200: Pins, ...refusals(...onItem) },
    detail: { operationId: "listPins", summary: "The pinned messages, the newest pin first" },
  })
  .get("/changes", ({ caller, params, query }) => changes.after(caller.userId, params.id, query), {
    params: inRoom,
    query: ChangesQuery,
    response: { 200: ChangedMessages, ...refusals(...onItem, "invalid") },
    detail: {
      operationId: "listChanges",
      summary: "What was changed after a rev: edited, deleted, reacted to, pinned",
      description: "Each message once, as it is now. Messages that I may not see are left out.",
    },
  });
