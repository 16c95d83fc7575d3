import type { Server } from "bun";

import * as changes from "../../../db/accounts/changes";
import * as primary from "../../../db/accounts/primary";
import { env } from "../../env";
import { MAX_BYTES as MAX_PICTURE } from "../../users/avatar/service";
import { readBytes } from "../body";
import { changesState } from "../origin";
import { pathOf } from "../problems";
import { addressOf, factsOf, isHttps, requestId } from "../request";
import { markFor } from "./mark";
import { POSITION } from "./position";

// A password waits for eight seconds at most until it is proven; then two more until the replicas have it.
const MAX_WAIT_MS = 10_000;
// The one body that is no JSON.
const PICTURE = "/api/me/avatar";
// One hands over to another in less.
const HANDOVER_MS = 1000;
// What was written there should be there when its author asks here.
const CATCH_UP_MS = 1000;

/** Requests that change state and no accounts: every machine does these itself. Whatever is not named here is forwarded. */
const own: [method: string, path: RegExp][] = [
  // what was said, and how far it was read, is in history
  ["POST", /^\/api\/rooms\/[^/]+\/messages$/],
  ["PUT", /^\/api\/rooms\/[^/]+\/reading$/],
];

/** How many bytes of its body a request may bring; none, where it will be refused unread. */
export type Readable = (request: Request) => Promise<number>;

export function changesAccounts(request: Request): boolean {
  const path = pathOf(request);
  if (!changesState(request) || !path.startsWith("/api/")) return false;
  return !own.some(([method, pattern]) => method === request.method && pattern.test(path));
}

/**
 * The primary's answer to a request that changes accounts; undefined where this machine is the primary. Goes one hop at
 * most. Where there is no primary, or it does not answer, refuses `read-only`: what became of the request nobody knows then.
 */
export async function forwarded(
  request: Request,
  server: Server<unknown> | null,
  readable: Readable,
): Promise<Response | undefined> {
  if (primary.isPrimary() || !changesAccounts(request)) return undefined;
  await primary.leaderElected(HANDOVER_MS);
  if (primary.isPrimary()) return undefined;
  const url = primary.url();
  if (!url || factsOf(request).via) throw primary.readOnly();
  const answer = await ask(url, request, { server, maxBytes: await readable(request) });
  const there = answer.headers.get(POSITION);
  // What was done is done, whatever becomes of our own copy.
  if (there && (await primary.waitForPosition(there, CATCH_UP_MS)))
    await changes.settled().catch(() => undefined);
  return answer;
}

type How = { server: Server<unknown> | null; maxBytes: number };

async function ask(url: string, request: Request, { server, maxBytes }: How): Promise<Response> {
  // As it will arrive: what is between the dots of a path is taken out on the way.
  // Without a host, which HTTP/1.0 needs none of, Bun gives the path alone.
  const { pathname, search } = new URL(request.url, url);
  const claims = {
    from: env.ADVERTISE_URL ?? "",
    address: addressOf(request, server),
    isHttps: isHttps(request, server),
  };
  const { method } = request;
  // Its mark is of the body, too.
  const most = pathname === PICTURE && maxBytes > 0 ? MAX_PICTURE : maxBytes;
  // Whoever may not ask is refused there, whatever the body says.
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

// Of one connection, or written anew for the next.
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
