import { Elysia } from "elysia";

import { Refused } from "../errors";
import * as incoming from "./bounds/incoming";
import { MAX_STRUCTURE, parseJson } from "./bounds/json";
import { mustBeMarked } from "./primary/mark";
import { addressOf, factsOf } from "./request";

// The longest honest body: a message of 5,000 code points, each escaped as a pair of \uXXXX (60 kB), and 50 mentions.
export const MAX_BYTES = 96 * 1024;
// Of those who are not signed in: names, a password, a token.
export const MAX_BYTES_OF_ANYONE = 16 * 1024;
// A refresh token has some 100 characters; who sends one is only known once it is read.
export const MAX_BYTES_OF_A_TOKEN = 2 * 1024;
// Elysia's own, as Bun counts it.
const IDLE_S = 30;

const notAnObject = { detail: "The body is not a JSON object." };
const notJson = { detail: "The body is not JSON." };

/**
 * For every route after it: its body is JSON, and read by whoever guards it (`readJson`), once the caller is known and
 * counted. Elysia would read it before.
 */
export const body = new Elysia({ name: "body" }).onParse({ as: "global" }, ({ request }) => {
  factsOf(request).hasJson = true;
  return {};
});

/**
 * The JSON object of a request whose route takes one. An absent body reads as `{}`, so that the shape says which fields
 * are missing. The type of a body is looked at before it is read.
 */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  if (!factsOf(request).hasJson || !request.body) return {};
  const isJson = mediaType(request) === "application/json";
  // Without its length only reading tells whether there is one.
  if (!isJson && (lengthOf(request) ?? 0) > 0) throw new Refused("unsupported-media");
  const bytes = await readBytes(request, maxBytes);
  if (bytes.length === 0) return {};
  if (!isJson) throw new Refused("unsupported-media");
  const value = parsed(bytes);
  // Elysia cleans before it checks, and a list, cleaned to a shape that needs nothing, would be an empty object.
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Refused("invalid", notAnObject);
  return value;
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes), MAX_STRUCTURE);
  } catch (error) {
    throw error instanceof Refused ? error : new Refused("invalid", notJson);
  }
}

/**
 * How large a picture is at most, for routes that stand before `body` and read it themselves. What the Content-Type says is
 * only asked so that other kinds of body are told apart early: whether it is one, and which, its bytes say.
 */
export function imageSize(request: Request, maxBytes: number): number {
  if (!mediaType(request).startsWith("image/")) throw new Refused("unsupported-media");
  const size = lengthOf(request) ?? maxBytes;
  if (size > maxBytes) throw new Refused("too-large");
  return size;
}

const mediaType = (request: Request): string =>
  (request.headers.get("content-type") ?? "").split(";", 1).join().trim().toLowerCase();

/**
 * A whole body. Counts while it reads, for a Content-Length may be missing; refuses what is too large, comes too slowly, or
 * is one too many of its address (bounds/incoming.ts), or not the one that another machine has marked.
 */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const length = lengthOf(request);
  if (length !== undefined && length > maxBytes) throw new Refused("too-large");
  if (!request.body) return new Uint8Array();
  const { server = null } = factsOf(request);
  const address = addressOf(request, server);
  // Bun ends a request after its idle time even while bytes of its body come in.
  const maxS = incoming.poolFor(maxBytes).maxMs / 1000;
  const isLong = maxS > IDLE_S;
  if (isLong) server?.timeout(request, maxS + IDLE_S);
  try {
    const bytes = await incoming.read(request.body, { address, maxBytes, length });
    mustBeMarked(request, bytes);
    return bytes;
  } finally {
    if (isLong) server?.timeout(request, IDLE_S);
  }
}

function lengthOf(request: Request): number | undefined {
  const length = request.headers.get("content-length");
  return length === null ? undefined : Number(length);
}
