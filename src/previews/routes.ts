import { Elysia } from "elysia";

import { guard } from "../auth/guard";
import { bounded } from "../door/bounds/outgoing";
import { onItem, refusals } from "../door/documented";
import { MaybePreview, onePicture, picture, PreviewQuery } from "./model";
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
  "cache-control": "private, max-age=86400, immutable",
  "content-security-policy": "default-src 'none'; sandbox",
};

// `<img>` sends no token: its id, which cannot be guessed, is the permission.
const outside = new Elysia({ prefix: "/api/previews", tags: ["messages"] }).get(
  "/images/:id",
  async ({ params, set }) => {
    const file = await previews.openPicture(params.id);
    Object.assign(set.headers, headers);
    return new Response(file, { headers });
  },
  {
    params: onePicture,
    response: { 200: picture, ...refusals("not-found", "overloaded") },
    detail: {
      operationId: "openPreviewImage",
      summary: "The picture of a preview: WebP, at most 640 × 640 pixels",
      description: "Its id cannot be guessed, and is known only to those who were given the preview.",
      security: [],
    },
  },
);

export const previewRoutes = new Elysia().use(inside).use(outside);
