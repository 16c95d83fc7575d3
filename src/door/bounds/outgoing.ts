import { Elysia } from "elysia";

import { Shares } from "../../capacity/shares";
import { Refused } from "../../errors";
import { addressOf, factsOf } from "../request";

// Responses in progress. What the kernel does not buffer stays in our memory until the client reads it. So the bytes of
// long responses are limited per user and in total. Bun closes connections that read nothing for half a minute, which
// frees their bytes.

const KB = 1024;
const MB = 1024 * KB;
const answers = new Shares(4 * MB, 64 * MB);
// The kernel buffers shorter ones as a whole.
const SHORT = 64 * KB;
const PART = 64 * KB;
// Enough for a page of 1 MB at 8 kB a second.
const MAX_MS = 120_000;

/** The bytes reserved for long responses now. */
export const underWay = (): number => answers.inUse;

const holderOf = (request: Request): string => {
  const { userId, server = null } = factsOf(request);
  return userId ?? addressOf(request, server);
};

/** For routes with long responses: each is written as the client reads. A client with too much unread is refused. */
export const bounded = new Elysia({ name: "bounded" })
  .onBeforeHandle({ as: "scoped" }, ({ request }) => {
    // Before any work is done for it.
    if (request.method === "GET" && !answers.hasRoom(holderOf(request), 1)) throw tooMany();
  })
  .mapResponse({ as: "scoped" }, ({ request, responseValue }) => {
    if (request.method !== "GET" || typeof responseValue !== "object" || responseValue instanceof Response)
      return undefined;
    const text = JSON.stringify(responseValue);
    const headers = { "content-type": "application/json" };
    // UTF-8 needs at most three bytes for each code unit.
    if (text.length * 3 <= SHORT) return new Response(text, { headers });
    const bytes = Buffer.from(text);
    return new Response(bytes.length <= SHORT ? bytes : asRead(bytes, holderOf(request)), { headers });
  });

function asRead(bytes: Buffer, holder: string): ReadableStream<Uint8Array> {
  // A response larger than a share may still be sent, alone.
  const share = Math.min(bytes.length, 4 * MB);
  answers.reserve(holder, share);
  let [at, isOver] = [0, false];
  let late: Timer | undefined;
  const end = () => {
    if (isOver) return;
    isOver = true;
    clearTimeout(late);
    answers.release(holder, share);
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        late = setTimeout(() => {
          controller.error(new Error("The answer was not read in time"));
          end();
        }, MAX_MS);
        late.unref();
      },
      pull(controller) {
        controller.enqueue(bytes.subarray(at, (at += PART)));
        if (at < bytes.length) return;
        controller.close();
        end();
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );
}

const tooMany = () => new Refused("rate-limited", { retryAfterMs: 1000 });
