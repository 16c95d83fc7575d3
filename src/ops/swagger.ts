import { join } from "node:path";

import { openapi as swagger } from "@elysiajs/swagger";
import { Elysia } from "elysia";

import { version } from "../../package.json";
import { bounded } from "../door/bounds/outgoing";
import { type Document, finish, type Route } from "./document";

const ui = join(require.resolve("swagger-ui-dist/package.json"), "..");

// Our own initializer instead of an inline script: the page works under the strict CSP, and without any network.
const initializer = `SwaggerUIBundle({
  url: "/swagger/json", dom_id: "#swagger-ui", deepLinking: true, persistAuthorization: true, tryItOutEnabled: true,
  presets: [SwaggerUIBundle.presets.apis],
});`;

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Potato Chat API</title>
    <link rel="icon" href="/swagger/favicon-32x32.png">
    <link rel="stylesheet" href="/swagger/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/swagger/swagger-ui-bundle.js"></script>
    <script src="/swagger/initializer.js"></script>
  </body>
</html>`;

const text = (body: string, type: string) => () =>
  new Response(body, { headers: { "content-type": `${type}; charset=utf-8`, "cache-control": "no-cache" } });
const file = (name: string) => () =>
  new Response(Bun.file(join(ui, name)), { headers: { "cache-control": "no-cache" } });

const description = `
Group chat with state you can trust. What is hot goes over the WebSocket at \`/ws\`, or as Server-Sent Events over \`/api/feed\`; everything else is here.

To try it out: \`POST /api/sessions\` (in the demo \`test1\` … \`test10\`, password \`1234\`), then put the \`accessToken\` of the answer into **Authorize**.

Every refusal is \`application/problem+json\` with a \`code\`. A wrong method is 405 with \`Allow\`, a path or thing that does not exist, or not for you, is 404. Bodies are JSON; only \`PUT /api/me/avatar\` and \`PUT /api/rooms/{id}/image\` take a picture as it is.
`.trim();

/** /swagger/json from the schemas that the server validates with, and Swagger UI at /swagger. */
export const swaggerRoutes = (routes: () => Route[]) => {
  let document: Document | undefined;
  return new Elysia()
    .use(bounded)
    .onAfterHandle(({ responseValue }) => {
      // The pages below are already responses.
      if (responseValue instanceof Response) return responseValue;
      return (document ??= finish(responseValue as Document, routes()));
    })
    .use(
      swagger({
        path: "/swagger",
        provider: null,
        exclude: { methods: ["ws", "options"] },
        documentation: {
          info: {
            title: "Potato Chat",
            version,
            description,
            license: { name: "MIT", identifier: "MIT" },
          },
          servers: [{ url: "/" }],
          tags: [
            { name: "auth", description: "Signing up, in and out; devices; passwords" },
            { name: "users", description: "People" },
            { name: "friends", description: "My friends, and those I block" },
            { name: "rooms", description: "1:1s, groups and their members" },
            { name: "messages", description: "What is said, and how far I have read" },
            { name: "files", description: "What people send each other" },
            { name: "search", description: "What was said" },
            { name: "push", description: "Messages for people who are away" },
            { name: "feed", description: "Everything live, as Server-Sent Events" },
            { name: "operations", description: "For those who run it" },
          ],
          security: [{ bearerAuth: [] }],
          components: {
            securitySchemes: {
              bearerAuth: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
              refreshCookie: {
                type: "apiKey",
                in: "cookie",
                name: "potato",
                description:
                  "Set by signing in; `__Host-potato` under https. For POST /api/sessions/refresh, and for files, which `<img>` asks for without a header",
              },
            },
          },
        },
      }),
    )
    .group("/swagger", { detail: { hide: true } }, (door) =>
      door
        .get("", text(page, "text/html"))
        .get("/initializer.js", text(initializer, "text/javascript"))
        .get("/swagger-ui.css", file("swagger-ui.css"))
        .get("/swagger-ui-bundle.js", file("swagger-ui-bundle.js"))
        .get("/favicon-32x32.png", file("favicon-32x32.png")),
    );
};
