import { createHash, createHmac, timingSafeEqual } from "node:crypto";

import { readOnly } from "../../../db/accounts/primary";
import { env } from "../../env";
import { forbidden, Refused } from "../../errors";
import { factsOf } from "../request";

/**
 * A mark authenticates a request from one machine to another: which machine, for which client. It is signed with a key from
 * JWT_SECRET, and valid once, for some seconds, and for one request: its method, path, query, body and credentials.
 */
export type Claims = {
  /** Another machine's ADVERTISE_URL. */
  from: string;
  /** The client's address. */
  address?: string;
  isHttps?: boolean;
};
export type ForwardedRequest = {
  method: string;
  path: string;
  query?: string;
  headers?: Headers;
  body?: Uint8Array;
};
type Marked = Claims & {
  method: string;
  path: string;
  at: number;
  query: string;
  caller: string;
  body: string;
  nonce: string;
};

const HEADER = "x-potato-machine";
// The clocks of machines differ by a few seconds at most.
const GOOD_MS = 30_000;
// About 1,600 a second, over the 60 s that one is valid when clocks differ by 30 s. Beyond that, requests are refused.
const MAX_USED = 100_000;
// The key where JWT_SECRET is not set: there is one machine only.
const alone = crypto.randomUUID();
// The nonces of used marks, and when each mark expires.
const used = new Map<string, number>();

export const markFor = (asked: ForwardedRequest, claims: Claims): [string, string] => {
  const { method, path, query = "", headers = new Headers(), body = new Uint8Array() } = asked;
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString("base64url");
  const own = { method, path, query, caller: callerOf(headers), body: digestOf(body), nonce, at: Date.now() };
  const text = Buffer.from(JSON.stringify({ ...claims, ...own } satisfies Marked)).toString("base64url");
  return [HEADER, `${text}.${prove(text)}`];
};

/**
 * The claims of the request's mark; undefined where it has none. A mark that is forged, expired or for another request is
 * `forbidden`. The body is checked by `mustBeMarked`, once it is read.
 */
export function readMark(request: Request, path: string): (Claims & { body: string }) | undefined {
  const header = request.headers.get(HEADER);
  if (header === null) return undefined;
  const [text = "", proof = ""] = header.split(".");
  const [given, expected] = [Buffer.from(proof), Buffer.from(prove(text))];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw forbidden();
  const {
    method,
    path: meant,
    at,
    query,
    caller,
    body,
    nonce,
    ...claims
  } = JSON.parse(Buffer.from(text, "base64url").toString()) as Marked;
  if (method !== request.method || meant !== path || Math.abs(Date.now() - at) > GOOD_MS) throw forbidden();
  // A machine with the previous version makes marks without a nonce.
  if (nonce === undefined) throw readOnly();
  const isOfThis = query === queryOf(request) && caller === callerOf(request.headers);
  if (!isOfThis || (!request.body && body !== NOTHING)) throw forbidden();
  use(nonce, at);
  return { ...claims, body };
}

/** Refuses a body that differs from the one that the mark was made for. */
export function mustBeMarked(request: Request, body: Uint8Array): void {
  const { via } = factsOf(request);
  if (via && via.body !== digestOf(body)) throw forbidden();
}

/** Uses up a mark. A repeat is `read-only`, as the first request may have succeeded without its response arriving. */
function use(nonce: string, at: number): void {
  const now = Date.now();
  for (const [other, until] of used) {
    if (until > now) break;
    used.delete(other);
  }
  if (used.has(nonce)) throw readOnly();
  if (used.size >= MAX_USED) throw new Refused("overloaded");
  used.set(nonce, at + GOOD_MS);
}

/** A digest of the caller's credentials: token and cookies. */
const callerOf = (headers: Headers): string =>
  digestOf(`${headers.get("authorization") ?? ""}\n${headers.get("cookie") ?? ""}`);

function queryOf({ url }: Request): string {
  const start = url.indexOf("?");
  return start < 0 ? "" : url.slice(start);
}

const digestOf = (content: string | Uint8Array): string =>
  createHash("sha256").update(content).digest("base64url");
const NOTHING = digestOf("");

function prove(text: string): string {
  const key = createHmac("sha256", env.JWT_SECRET ?? alone)
    .update("between machines")
    .digest();
  return createHmac("sha256", key).update(text).digest("base64url");
}
