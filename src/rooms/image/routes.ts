import { Elysia } from "elysia";

import { guard } from "../../auth/guard";
import { pictureIn } from "../../door/body";
import {
  aboutPictures,
  inRoom,
  onItem,
  onPicture,
  pictureBody,
  refusals,
  writes,
} from "../../door/documented";
import { MAX_BYTES } from "../../users/pictures/service";
import { OneRoom } from "../model";
import * as image from "./service";

/** Registered before `body`, which makes all later routes take JSON: this route reads its body itself. */
export const roomImageRoutes = new Elysia({ prefix: "/api/rooms/:id/image", tags: ["rooms"] })
  .use(guard)
  .put(
    "",
    async ({ caller, params, request, server }) => ({
      room: await image.change(caller.userId, params.id, pictureIn(request, server, MAX_BYTES)),
    }),
    {
      params: inRoom,
      response: { 200: OneRoom, ...refusals(...onPicture, "not-found") },
      detail: {
        operationId: "changeRoomImage",
        ...writes("accounts"),
        summary: "A new picture of a group",
        description: `For its owner and admins. ${aboutPictures} \`imageUrl\` is its public address, for good: another picture has another.`,
        requestBody: pictureBody,
      },
    },
  )
  .delete("", async ({ caller, params }) => ({ room: await image.remove(caller.userId, params.id) }), {
    params: inRoom,
    response: { 200: OneRoom, ...refusals(...onItem) },
    detail: {
      operationId: "removeRoomImage",
      ...writes("accounts"),
      summary: "No picture of a group any more",
      description: "For its owner and admins.",
    },
  });
