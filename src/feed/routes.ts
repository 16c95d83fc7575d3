import { Type } from "@sinclair/typebox";
import { Elysia } from "elysia";

import { guard, isAlive } from "../auth/guard";
import type { Caller } from "../auth/tokens";
import { consume } from "../capacity/limits";
import { firstTurn } from "../capacity/turns";
import { onItem, refusals } from "../door/documented";
import { requestId } from "../door/request";
import { mustAccept, welcome } from "../door/welcome";
import { Refused } from "../errors";
import { log } from "../log";
import { Id } from "../protocol/text";
import * as reading from "../reading/service";
import * as rooms from "../rooms/service";
import { Feed, MAX_WAITING_BYTES, placeOf } from "./feed";

// For a client that does not read the last bytes of a closed stream: Bun then closes the connection and frees them.
const LAST_BYTES_S = 5;

const lastEventId = {
  in: "header",
  name: "Last-Event-ID",
  required: false,
  description: "The id of the last event received",
  schema: { type: "string" },
  example: "5f0c7a1e.1.1",
} as const;

const Watched = Type.Object({
  watch: Type.Optional({ ...Id, description: "The room on screen: who types there, and who has read" }),
});

const Stream = Type.String({
  description: "Frames, until the token ends",
  contentMediaType: "text/event-stream",
  examples: [
    'event: welcome\nid: 5f0c7a1e.1.1\ndata: {"type":"welcome","userId":"0193b2c4-…","rooms":[]}\n\n',
  ],
});

export const feedRoutes = new Elysia({ prefix: "/api/feed", tags: ["feed"] }).use(guard).get(
  "",
  async ({ caller, request, server, query }) => {
    const { watch = null } = query;
    mustAccept();
    consume("standings", caller.userId);
    await firstTurn();
    if (watch !== null) await rooms.forNewMember(caller.userId, watch);
    const headers = {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    };
    // Elysia runs this handler for HEAD, too: nothing would read the stream.
    if (request.method === "HEAD") return new Response(null, { headers });
    // Bun closes a stream that is idle for ten seconds; the heartbeat comes less often.
    server?.timeout(request, 0);
    const feed = new Feed(caller, () => server?.timeout(request, LAST_BYTES_S));
    return new Response(stream(feed, { caller, request, watch }), { headers });
  },
  {
    query: Watched,
    response: { 200: Stream, ...refusals(...onItem, "invalid") },
    detail: {
      operationId: "openFeed",
      summary: "All frames of the socket, as Server-Sent Events",
      description:
        "The same frames as from the socket: `event` is their type, `data` the frame, `id` a position to resume from with Last-Event-ID. The first is `welcome`; `reset` says that what was missed must be fetched. A browser shows nothing of it here, for it has no end: try `curl -N`.",
      parameters: [lastEventId],
    },
  },
);

type StreamRequest = { caller: Caller; request: Request; watch: string | null };

function stream(feed: Feed, { caller, request, watch }: StreamRequest): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (!feed.enter(controller, caller.expiresAt)) throw new Refused("rate-limited");
        // The session may have ended between the guard and `enter`, from where on its end closes this feed.
        if (!isAlive(caller)) return feed.end();
        if (watch !== null) reading.watchNow(feed, watch);
        request.signal.addEventListener("abort", () => feed.closeStream());
        const lastId = request.headers.get("last-event-id");
        const place = lastId === null ? null : placeOf(lastId);
        // An SSE comment, since Bun sends no headers before the first byte.
        if (place && feed.resume(place.feed, place.n)) return feed.write(":\n\n");
        if (lastId !== null) feed.sendOwn({ type: "reset" });
        greet(feed).catch((error: unknown) => {
          log.error(
            { err: error, requestId: requestId(request), userId: feed.userId },
            "a feed could not be welcomed",
          );
          feed.end();
        });
      },
      cancel: () => feed.closeStream(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_WAITING_BYTES }),
  );
}

async function greet(feed: Feed): Promise<void> {
  for (const frame of await welcome(feed.userId)) feed.sendOwn(frame);
  feed.begin();
}
