import { Elysia } from "elysia";

import { Shares } from "../../capacity/shares";
import { Refused } from "../../errors";
import { addressOf, factsOf } from "../request";

// Answers that are under way. What the kernel does not take at once waits in our memory until it is read: of long answers
// each user may have a few waiting, and all together as much as we can spare. Bun ends those of which nothing is read for
// half a minute, and with them what they hold.

const KB = 1024;
const MB = 1024 * KB;
const answers = new Shares(4 * MB, 64 * MB);
// The kernel takes shorter ones as a whole, read or not.
const SHORT = 64 * KB;
const PART = 64 * KB;
// A page of 1 MB at 8 kB a second.
const MAX_MS = 120_000;

/** What waits to be read now, in bytes. */
export const underWay = (): number => answers.inUse;

const holderOf = (request: Request): string => {
  const { userId, server = null } = factsOf(request);
  return userId ?? addressOf(request, server);
};

/** For routes whose answers may be long: each is written as it is read, and is refused to whoever leaves too many unread. */
export const bounded = new Elysia({ name: "bounded" })
  .onBeforeHandle({ as: "scoped" }, ({ request }) => {
    // Before any of it is looked up.
    if (request.method === "GET" && !answers.hasRoom(holderOf(request), 1)) throw tooMany();
  })
  .mapResponse({ as: "scoped" }, ({ request, responseValue }) => {
    if (request.method !== "GET" || typeof responseValue !== "object" || responseValue instanceof Response)
      return undefined;
    const text = JSON.stringify(responseValue);
    const headers = { "content-type": "application/json" };
    // A code unit is three bytes at most.
    if (text.length * 3 <= SHORT) return new Response(text, { headers });
    const bytes = Buffer.from(text);
    return new Response(bytes.length <= SHORT ? bytes : asRead(bytes, holderOf(request)), { headers });
  });

function asRead(bytes: Buffer, holder: string): ReadableStream<Uint8Array> {
  // One that is longer than anybody's share goes out alone.
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
