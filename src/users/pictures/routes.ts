import { Elysia } from "elysia";

import * as pictures from "./service";

const headers = {
  "content-type": "image/webp",
  "cache-control": "public, max-age=31536000, immutable",
  // Harmless whatever type a browser takes it for.
  "content-security-policy": "default-src 'none'; sandbox",
};

export const pictureRoutes = new Elysia({ detail: { hide: true } }).get(
  "/avatars/:name",
  async ({ params, set }) => {
    const file = await pictures.open(params.name);
    Object.assign(set.headers, headers);
    return new Response(file, { headers });
  },
);
