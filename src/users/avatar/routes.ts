import { Elysia } from "elysia";

import { guard } from "../../auth/guard";
import { imageSize, readBytes } from "../../door/body";
import { refusals, writes } from "../../door/documented";
import { addressOf } from "../../door/request";
import { OneUser } from "../model";
import * as avatar from "./service";

const of = (contentMediaType: string) => ({ schema: { type: "string" as const, contentMediaType } });
// A picture of this server, for trying the route out in Swagger.
const icon = { summary: "The icon of /swagger", externalValue: "/swagger/favicon-32x32.png" };
const pictures = {
  "image/jpeg": of("image/jpeg"),
  "image/png": { ...of("image/png"), examples: { icon } },
  "image/webp": of("image/webp"),
  "image/gif": of("image/gif"),
};

const inside = new Elysia({ prefix: "/api/me/avatar", tags: ["users"] })
  .use(guard)
  .put(
    "",
    async ({ caller, request, server }) => ({
      user: await avatar.change(caller.userId, addressOf(request, server), {
        size: () => imageSize(request, avatar.MAX_BYTES),
        read: () => readBytes(request, avatar.MAX_BYTES),
      }),
    }),
    {
      response: {
        200: OneUser,
        ...refusals(
          "unauthenticated",
          "rate-limited",
          "forbidden",
          "invalid",
          "timeout",
          "too-large",
          "unsupported-media",
          "overloaded",
        ),
      },
      detail: {
        operationId: "changeAvatar",
        ...writes("accounts"),
        summary: "A new picture of me",
        description:
          "JPEG, PNG, WebP or GIF (the first frame of one that moves), at most 5 MB and 25 megapixels. Kept is its middle, as WebP of 320 × 320 pixels and nothing else: no EXIF, no GPS. `avatarUrl` is its public address, for good: another picture has another.",
        requestBody: { required: true, content: pictures },
      },
    },
  )
  .delete("", async ({ caller }) => ({ user: await avatar.remove(caller.userId) }), {
    response: { 200: OneUser, ...refusals("unauthenticated", "rate-limited", "forbidden") },
    detail: { operationId: "removeAvatar", ...writes("accounts"), summary: "No picture of me any more" },
  });

const headers = {
  "content-type": "image/webp",
  "cache-control": "public, max-age=31536000, immutable",
  // Harmless whatever type a browser takes it for.
  "content-security-policy": "default-src 'none'; sandbox",
};

const outside = new Elysia({ detail: { hide: true } }).get("/avatars/:name", async ({ params, set }) => {
  const file = await avatar.open(params.name);
  Object.assign(set.headers, headers);
  return new Response(file, { headers });
});

/** Registered before `body`, which makes all later routes take JSON: this route reads its body itself. */
export const avatarRoutes = new Elysia().use(inside).use(outside);
