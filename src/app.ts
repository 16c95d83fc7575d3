import { Elysia } from "elysia";

import { readable } from "./auth/guard";
import { authRoutes } from "./auth/routes";
import { isScarce } from "./capacity/descriptors";
import { body } from "./door/body";
import { safeHeaders } from "./door/headers";
import { changesState, hasSoundHost, isForeign } from "./door/origin";
import { replication } from "./door/primary/door";
import { readMark } from "./door/primary/mark";
import { problems } from "./door/problems";
import { factsOf, pathOf } from "./door/request";
import { Refused, statusOf } from "./errors";
import { feedRoutes } from "./feed/routes";
import { fileRoutes, uploadRoutes } from "./files/routes";
import { friendRoutes } from "./friends/routes";
import { log } from "./log";
import { changeRoutes } from "./messages/changes/routes";
import { mentionRoutes } from "./messages/mentions/routes";
import { messageRoutes } from "./messages/routes";
import { client } from "./ops/assets";
import { asyncapiRoute } from "./ops/asyncapi";
import { healthRoutes } from "./ops/health";
import * as requests from "./ops/metrics/requests";
import { swaggerRoutes } from "./ops/swagger";
import { previewRoutes } from "./previews/routes";
import { notificationRoutes } from "./push/notifications/routes";
import { pushRoutes } from "./push/routes";
import { readingRoutes, readManyRoutes } from "./reading/routes";
import { roomImageRoutes } from "./rooms/image/routes";
import { memberRoutes } from "./rooms/members/routes";
import { roomRoutes } from "./rooms/routes";
import { searchRoutes } from "./search/routes";
import { socketRoute } from "./socket/socket";
import { avatarRoutes } from "./users/avatar/routes";
import { pictureRoutes } from "./users/pictures/routes";
import { userRoutes } from "./users/routes";

/**
 * Every door of the house on one Elysia. What comes first here reaches all that comes after it, and nothing before.
 * `dist` is where the client was built to.
 */
export function createApp(dist?: string) {
  // A host may be as short as one letter: Elysia looks for the path behind longer ones only, unless told.
  const app = new Elysia({ handler: { standardHostname: false } });
  const { pages, files } = client(dist);
  // Each field of a request's line is named below, and none is a secret: to search them all takes longer than to write them.
  const lines = log.child({}, { redact: [] });
  return app
    .onRequest(({ request, server, set }) => {
      const facts = factsOf(request);
      facts.server = server;
      set.headers["x-request-id"] = facts.id;
      if (isScarce()) set.headers["connection"] = "close";
      Object.assign(set.headers, safeHeaders(request, server));
      if (!hasSoundHost(request)) {
        set.status = 400;
        // As Bun says it of what is no HTTP.
        return new Response(null, { status: 400, headers: { connection: "close" } });
      }
      // Tokens, and what is one person's own: for no cache on the way, nor the browser's.
      if (pathOf(request).startsWith("/api/")) set.headers["cache-control"] = "no-store";
      // Another machine has looked at where it comes from already.
      const via = (factsOf(request).via = readMark(request, pathOf(request)));
      if (!via && changesState(request) && isForeign(request)) throw new Refused("forbidden");
      return undefined;
    })
    .onAfterResponse({ as: "global" }, ({ request, route, set }) => {
      const { id, startedAt, refused, userId, via } = factsOf(request);
      // What machines tell each other all the time.
      if (via && !via.address) return;
      const ms = performance.now() - startedAt;
      const { method } = request;
      const status = refused ? statusOf[refused] : Number(set.status ?? 200);
      requests.count({ method, route, status, ms });
      lines.info(
        {
          requestId: id,
          method,
          path: pathOf(request),
          status,
          refused,
          userId,
          ms: Math.round(ms),
        },
        "request",
      );
    })
    .use(pages)
    .use(problems(() => app.routes))
    .use(replication(readable, () => app.routes))
    .use(pictureRoutes)
    .use(avatarRoutes)
    .use(roomImageRoutes)
    .use(uploadRoutes)
    .use(body)
    .use(swaggerRoutes(() => app.routes))
    .use(asyncapiRoute)
    .use(healthRoutes)
    .use(authRoutes)
    .use(userRoutes)
    .use(friendRoutes)
    .use(roomRoutes)
    .use(memberRoutes)
    .use(messageRoutes)
    .use(changeRoutes)
    .use(fileRoutes)
    .use(previewRoutes)
    .use(mentionRoutes)
    .use(readManyRoutes)
    .use(readingRoutes)
    .use(searchRoutes)
    .use(notificationRoutes)
    .use(pushRoutes)
    .use(feedRoutes)
    .use(socketRoute)
    .use(files);
}

/** What the typed client is made from. */
export type App = ReturnType<typeof createApp>;
