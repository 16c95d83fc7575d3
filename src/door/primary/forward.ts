import type { Server } from "bun";

import * as changes from "../../../db/accounts/changes";
import * as primary from "../../../db/accounts/primary";
import { env } from "../../env";
import { MAX_BYTES as MAX_PICTURE } from "../../users/pictures/service";
import { readBytes } from "../body";
import { addressOf, factsOf, isHttps, requestId } from "../request";
import { markFor } from "./mark";
import { POSITION } from "./position";

// A password waits at most eight seconds to be hashed, and the replicas may take two more.
const MAX_WAIT_MS = 10_000;
// The only bodies that are not JSON.
const pictures = /^\/api\/(me\/avatar|rooms\/[^/]+\/image)$/;
// A new primary takes over in less.
const HANDOVER_MS = 1000;
// Wait for our own copy, so that the author's next read here includes the write.
const CATCH_UP_MS = 1000;

/** How many bytes of the body are read and forwarded; 0 where the primary will refuse the request anyway. */
export type Readable = (request: Request) => Promise<number>;

/**
 * The primary's response to a request that writes accounts; undefined where this machine is the primary. Forwards once at
 * most. Refuses `read-only` where there is no primary, or where it does not answer: the write may have happened then.
 */
export async function forwarded(
  request: Request,
  server: Server<unknown> | null,
  readable: Readable,
): Promise<Response | undefined> {
  if (primary.isPrimary()) return undefined;
  await primary.leaderElected(HANDOVER_MS);
  if (primary.isPrimary()) return undefined;
  const url = primary.url();
  if (!url || factsOf(request).via) throw primary.readOnly();
  const answer = await ask(url, request, { server, maxBytes: await readable(request) });
  const there = answer.headers.get(POSITION);
  // The write succeeded, even if our own copy does not follow in time.
  if (there && (await primary.waitForPosition(there, CATCH_UP_MS)))
    await changes.settled().catch(() => undefined);
  return answer;
}

type How = { server: Server<unknown> | null; maxBytes: number };

async function ask(url: string, request: Request, { server, maxBytes }: How): Promise<Response> {
  // The path as it will arrive: fetch normalizes dot segments, so the mark must be for the normalized path.
  // Without a Host (HTTP/1.0) Bun's `url` is the path alone.
  const { pathname, search } = new URL(request.url, url);
  const claims = {
    from: env.ADVERTISE_URL ?? "",
    address: addressOf(request, server),
    isHttps: isHttps(request, server),
  };
  const { method } = request;
  // The whole body, since the mark includes its digest.
  const most = pictures.test(pathname) && maxBytes > 0 ? MAX_PICTURE : maxBytes;
  // Where nothing may be read, the primary refuses the caller without looking at the body.
  const body = most > 0 ? await readBytes(request, most) : new Uint8Array();
  const headers = forwardedHeaders(request.headers);
  headers.set(...markFor({ method, path: pathname, query: search, headers, body }, claims));
  headers.set("x-request-id", requestId(request));
  const answer = await fetch(url + pathname + search, {
    method,
    headers,
    body: body.length > 0 ? (body as Uint8Array<ArrayBuffer>) : undefined,
    redirect: "manual",
    signal: AbortSignal.any([primary.leaderSignal(), AbortSignal.timeout(MAX_WAIT_MS)]),
  }).catch(() => {
    throw primary.readOnly();
  });
  const { status } = answer;
  return new Response(answer.body, { status, headers: forwardedHeaders(answer.headers) });
}

// Headers of one connection, or that `fetch` writes itself.
const ofOneHop = [
  "connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "te",
  "trailer",
  "host",
  "content-length",
];

function forwardedHeaders(given: Headers): Headers {
  const headers = new Headers(given);
  for (const name of [...ofOneHop, "x-forwarded-for", "x-forwarded-proto", "accept-encoding"])
    headers.delete(name);
  return headers;
}
