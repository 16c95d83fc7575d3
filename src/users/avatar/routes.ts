import { Elysia } from "elysia";

import { guard } from "../../auth/guard";
import { pictureIn } from "../../door/body";
import { aboutPictures, onPicture, pictureBody, refusals, writes } from "../../door/documented";
import { OneUser } from "../model";
import { MAX_BYTES } from "../pictures/service";
import * as avatar from "./service";

/** Registered before `body`, which makes all later routes take JSON: this route reads its body itself. */
export const avatarRoutes = new Elysia({ prefix: "/api/me/avatar", tags: ["users"] })
  .use(guard)
  .put(
    "",
    async ({ caller, request, server }) => ({
      user: await avatar.change(caller.userId, pictureIn(request, server, MAX_BYTES)),
    }),
    {
      response: {
        200: OneUser,
        ...refusals(...onPicture),
      },
      detail: {
        operationId: "changeAvatar",
        ...writes("accounts"),
        summary: "A new picture of me",
        description: `${aboutPictures} \`avatarUrl\` is its public address, for good: another picture has another.`,
        requestBody: pictureBody,
      },
    },
  )
  .delete("", async ({ caller }) => ({ user: await avatar.remove(caller.userId) }), {
    response: { 200: OneUser, ...refusals("unauthenticated", "rate-limited", "forbidden") },
    detail: { operationId: "removeAvatar", ...writes("accounts"), summary: "No picture of me any more" },
  });
