import { createHash, createHmac, timingSafeEqual } from "node:crypto";

import { readOnly } from "../../../db/accounts/primary";
import { env } from "../../env";
import { forbidden, Refused } from "../../errors";
import { factsOf } from "../request";

/**
 * What one machine says to another, so that it is believed: who asks, on whose behalf, and for what. A mark is good once, for
 * a few seconds, and for one request only: its method, path, query, body, and what says who the person is. Nobody can make
 * one who does not know JWT_SECRET.
 */
export type Claims = {
  /** Another machine's ADVERTISE_URL. */
  from: string;
  /** Of the person it asks for. */
  address?: string;
  isHttps?: boolean;
};
export type Asked = { method: string; path: string; query?: string; headers?: Headers; body?: Uint8Array };
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
// Clocks of machines are a few seconds apart at most.
const GOOD_MS = 30_000;
// Some 1,600 a second, for as long as each is good on a clock that is 30 s behind: beyond that nobody is asked for anything.
const MAX_USED = 100_000;
// Where there is one machine only, it may have no secret that others know.
const alone = crypto.randomUUID();
// Marks that were used, and until when each would be good.
const used = new Map<string, number>();

export const markFor = (asked: Asked, claims: Claims): [string, string] => {
  const { method, path, query = "", headers = new Headers(), body = new Uint8Array() } = asked;
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(12))).toString("base64url");
  const own = { method, path, query, caller: callerOf(headers), body: digestOf(body), nonce, at: Date.now() };
  const text = Buffer.from(JSON.stringify({ ...claims, ...own } satisfies Marked)).toString("base64url");
  return [HEADER, `${text}.${prove(text)}`];
};

/**
 * Undefined where nobody claims to be a machine; what is forged, old or meant for something else is `forbidden`. Whoever reads
 * the body goes on with `mustBeMarked`.
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
  // A machine that is about to be replaced makes marks as they were before.
  if (nonce === undefined) throw readOnly();
  const isOfThis = query === queryOf(request) && caller === callerOf(request.headers);
  if (!isOfThis || (!request.body && body !== NOTHING)) throw forbidden();
  use(nonce, at);
  return { ...claims, body };
}

/** The body of a request is the one that its mark was made for, if it has one. */
export function mustBeMarked(request: Request, body: Uint8Array): void {
  const { via } = factsOf(request);
  if (via && via.body !== digestOf(body)) throw forbidden();
}

/** Once. Whoever asks again may have been answered already, and not heard it: what became of it nobody says. */
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

/** What says who the person is: their token, or their cookie. */
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
