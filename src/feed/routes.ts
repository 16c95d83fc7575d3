import { Elysia } from "elysia";

import type { Caller } from "../auth/tokens";

import { guard } from "../auth/guard";
import { refusals } from "../door/documented";
import { welcome } from "../door/welcome";
import { Refused } from "../errors";
import { Feed, MAX_WAITING_BYTES, placeOf } from "./feed";

export const feedRoutes = new Elysia({ prefix: "/api/feed", tags: ["feed"] }).use(guard).get(
  "",
  ({ caller, request, server }) => {
    // Bun cuts a stream that is quiet for ten seconds; the heartbeat is what keeps this one.
    server?.timeout(request, 0);
    return new Response(stream(caller, request), {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
    });
  },
  {
    response: { ...refusals("unauthenticated", "rate-limited") },
    detail: {
      operationId: "feed",
      summary: "All that the socket says, as Server-Sent Events",
      description:
        "The same frames as from the socket: `event` is their type, `data` the frame, `id` a place to come back to with Last-Event-ID. The first is `welcome`; `reset` says that what was missed must be fetched.",
      parameters: [{ in: "header", name: "Last-Event-ID", required: false, schema: { type: "string" } }],
    },
  },
);

function stream(caller: Caller, request: Request): ReadableStream<Uint8Array> {
  const feed = new Feed(caller);
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        if (!feed.enter(controller, caller.expiresAt)) throw new Refused("rate-limited");
        request.signal.addEventListener("abort", () => feed.dry());
        const lastId = request.headers.get("last-event-id");
        const place = lastId === null ? null : placeOf(lastId);
        if (place && feed.takeOver(place.feed, place.n)) return;
        if (lastId !== null) feed.say({ type: "reset" });
        void greet(feed);
      },
      cancel: () => feed.dry(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_WAITING_BYTES }),
  );
}

async function greet(feed: Feed): Promise<void> {
  for (const frame of await welcome(feed.userId)) feed.say(frame);
}
