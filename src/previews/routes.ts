import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";

import { guard, viewer } from "../auth/guard";
import { bounded } from "../door/bounds/outgoing";
import { onItem, refusals } from "../door/documented";
import { MaybePreview, onePicture, PreviewQuery } from "./model";
import * as previews from "./service";

const inside = new Elysia({ prefix: "/api/previews", tags: ["messages"] })
  .use(guard)
  .use(bounded)
  .get("", ({ caller, query }) => previews.ofLink(caller.userId, query), {
    query: PreviewQuery,
    response: { 200: MaybePreview, ...refusals(...onItem, "invalid", "overloaded") },
    detail: {
      operationId: "previewLink",
      summary: "What is behind a link of a message that I may see",
      description:
        "The server fetches it, from public addresses only, within 3 seconds. Null if there is nothing to show. A link that is not in that message is `not-found`, as is one whose preview was removed.",
    },
  });

const headers = {
  "content-type": "image/webp",
  // Its id is that of these very bytes, for good.
  "cache-control": "private, max-age=86400, immutable",
  "content-security-policy": "default-src 'none'; sandbox",
  vary: "Cookie, Authorization",
};

const pictures = new Elysia({ prefix: "/api/previews", tags: ["messages"] }).use(viewer).get(
  "/images/:id",
  async ({ params, set }) => {
    const file = await previews.openPicture(params.id);
    Object.assign(set.headers, headers);
    return new Response(file, { headers });
  },
  {
    params: onePicture,
    response: {
      200: Type.Unsafe<Response>(Type.Any({ description: "WebP" })),
      ...refusals("unauthenticated", "rate-limited", "not-found", "forbidden", "overloaded"),
    },
    detail: {
      operationId: "getPreviewImage",
      summary: "The picture of a preview: WebP, at most 640 × 640 pixels",
      description:
        "With the token, or with the session's cookie. Its id cannot be guessed, and is known only to those who were given the preview. It is there for at least a day.",
    },
  },
);

export const previewRoutes = new Elysia().use(inside).use(pictures);
