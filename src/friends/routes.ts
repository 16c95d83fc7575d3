import { Elysia } from "elysia";

import { guard } from "../auth/guard";
import { bounded } from "../door/bounds/outgoing";
import { done, other, refusals, writes } from "../door/documented";
import { Befriend, Blocks, Friends } from "./model";
import * as friends from "./service";

const onPath = ["unauthenticated", "rate-limited", "invalid", "not-found", "forbidden"] as const;
const withBody = [...onPath, "conflict", "timeout", "too-large", "unsupported-media"] as const;

export const friendRoutes = new Elysia({ prefix: "/api", tags: ["friends"] })
  .use(guard)
  .use(bounded)
  .get("/friends", ({ caller }) => ({ friends: friends.list(caller.userId) }), {
    response: { 200: Friends, ...refusals("unauthenticated", "rate-limited") },
    detail: { operationId: "listFriends", summary: "My friends, in Korean order" },
  })
  .put(
    "/friends/:userId",
    async ({ caller, params, body, set }) => {
      await friends.befriend(caller.userId, params.userId, body);
      set.status = 204;
    },
    {
      body: Befriend,
      params: other,
      response: { ...done, ...refusals(...withBody) },
      detail: {
        operationId: "putFriend",
        ...writes("accounts"),
        summary: "Add a friend, mark one as favourite, or give one an alias",
        description: "One-sided. An empty alias removes it. Someone I block is `conflict`.",
      },
    },
  )
  .delete(
    "/friends/:userId",
    async ({ caller, params, set }) => {
      await friends.unfriend(caller.userId, params.userId);
      set.status = 204;
    },
    {
      params: other,
      response: { ...done, ...refusals(...onPath) },
      detail: { operationId: "removeFriend", ...writes("accounts"), summary: "Remove a friend" },
    },
  )
  .get("/blocks", ({ caller }) => ({ users: friends.blocked(caller.userId) }), {
    response: { 200: Blocks, ...refusals("unauthenticated", "rate-limited") },
    detail: { operationId: "listBlocks", summary: "The users I block" },
  })
  .put(
    "/blocks/:userId",
    async ({ caller, params, set }) => {
      await friends.block(caller.userId, params.userId);
      set.status = 204;
    },
    {
      params: other,
      response: { ...done, ...refusals(...onPath) },
      detail: {
        operationId: "blockUser",
        ...writes("accounts"),
        summary: "Block someone: what they send me is hidden from me for good",
      },
    },
  )
  .delete(
    "/blocks/:userId",
    async ({ caller, params, set }) => {
      await friends.unblock(caller.userId, params.userId);
      set.status = 204;
    },
    {
      params: other,
      response: { ...done, ...refusals(...onPath) },
      detail: {
        operationId: "unblockUser",
        ...writes("accounts"),
        summary: "Unblock someone; what was hidden stays hidden",
      },
    },
  );
