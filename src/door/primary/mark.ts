import { createHmac, timingSafeEqual } from "node:crypto";

import { env } from "../../env";
import { forbidden } from "../../errors";

/**
 * What one machine says to another, so that it is believed: who asks, on whose behalf, and for what. A mark is good for one
 * method and path and for a few seconds, and nobody can make one who does not know JWT_SECRET.
 */
export type Claims = {
  /** Another machine's ADVERTISE_URL. */
  from: string;
  /** Of the person it asks for. */
  address?: string;
  isHttps?: boolean;
};
type Marked = Claims & { method: string; path: string; at: number };

const HEADER = "x-potato-machine";
// Clocks of machines are a few seconds apart at most.
const GOOD_MS = 30_000;
// Where there is one machine only, it may have no secret that others know.
const alone = crypto.randomUUID();

export const markFor = (method: string, path: string, claims: Claims): [string, string] => {
  const marked: Marked = { ...claims, method, path, at: Date.now() };
  const text = Buffer.from(JSON.stringify(marked)).toString("base64url");
  return [HEADER, `${text}.${prove(text)}`];
};

/** Undefined where nobody claims to be a machine; what is forged, old or meant for something else is `forbidden`. */
export function readMark(request: Request, path: string): Claims | undefined {
  const header = request.headers.get(HEADER);
  if (header === null) return undefined;
  const [text = "", proof = ""] = header.split(".");
  const [given, expected] = [Buffer.from(proof), Buffer.from(prove(text))];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw forbidden();
  const {
    method,
    path: meant,
    at,
    ...claims
  } = JSON.parse(Buffer.from(text, "base64url").toString()) as Marked;
  if (method !== request.method || meant !== path || Math.abs(Date.now() - at) > GOOD_MS) throw forbidden();
  return claims;
}

function prove(text: string): string {
  const key = createHmac("sha256", env.JWT_SECRET ?? alone)
    .update("between machines")
    .digest();
  return createHmac("sha256", key).update(text).digest("base64url");
}
