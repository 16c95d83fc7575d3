import type { Server } from "bun";
import { Elysia } from "elysia";

import { Refused } from "../errors";
import * as incoming from "./bounds/incoming";
import { MAX_STRUCTURE, parseJson } from "./bounds/json";
import { mustBeMarked } from "./primary/mark";
import { addressOf, factsOf } from "./request";

// The longest valid body: a message of 5,000 code points, each escaped as a pair of \uXXXX (60 kB), and 50 mentions.
export const MAX_BYTES = 96 * 1024;
// Before sign-in: names, a password, a token.
export const MAX_BYTES_OF_ANYONE = 16 * 1024;
// A refresh token has about 100 characters; its user is unknown until it has been read.
export const MAX_BYTES_OF_A_TOKEN = 2 * 1024;
// Elysia's default for Bun's idle timeout.
const IDLE_S = 30;

const notAnObject = { detail: "The body is not a JSON object." };
const notJson = { detail: "The body is not JSON." };

/**
 * Marks all later routes as taking JSON, and stops Elysia from reading the body: the guards do that (`readJson`) once the
 * caller is authenticated and counted.
 */
export const body = new Elysia({ name: "body" }).onParse({ as: "global" }, ({ request }) => {
  factsOf(request).hasJson = true;
  return {};
});

/**
 * The JSON body of a request whose route takes one. An absent body is `{}`, so that validation names the missing fields.
 * The Content-Type is checked before the body is read.
 */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  return factsOf(request).hasJson ? readObject(request, maxBytes) : {};
}

/** The same, for routes registered before `body`. */
export async function readObject(request: Request, maxBytes: number): Promise<unknown> {
  if (!request.body) return {};
  const isJson = mediaType(request) === "application/json";
  // Without a Content-Length, an empty body is only recognised by reading it.
  if (!isJson && (lengthOf(request) ?? 0) > 0) throw new Refused("unsupported-media");
  const bytes = await readBytes(request, maxBytes);
  if (bytes.length === 0) return {};
  if (!isJson) throw new Refused("unsupported-media");
  const value = parsed(bytes);
  // Elysia cleans before it validates: where all fields are optional, it would turn an array into an empty object.
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
 * A picture that is being sent, for routes registered before `body`, which read it themselves. `size` is what to reserve for
 * it. The Content-Type only serves to refuse other bodies early: the picture's format is detected from its bytes.
 */
export const pictureIn = (request: Request, server: Server<unknown> | null, maxBytes: number) => ({
  address: addressOf(request, server),
  size: () => imageSize(request, maxBytes),
  read: () => readBytes(request, maxBytes),
});

function imageSize(request: Request, maxBytes: number): number {
  if (!mediaType(request).startsWith("image/")) throw new Refused("unsupported-media");
  const size = lengthOf(request) ?? maxBytes;
  if (size > maxBytes) throw new Refused("too-large");
  return size;
}

export const mediaType = (request: Request): string =>
  (request.headers.get("content-type") ?? "").split(";", 1).join().trim().toLowerCase();

/**
 * Reads a whole body. Counts bytes, since the Content-Length may be missing. Refuses a body that is too large or too slow,
 * one too many from its address (bounds/incoming.ts), or one that does not match another machine's mark.
 */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const length = lengthOf(request);
  if (length !== undefined && length > maxBytes) throw new Refused("too-large");
  if (!request.body) return new Uint8Array();
  const { server = null } = factsOf(request);
  const address = addressOf(request, server);
  // Bun's idle timeout also ends requests whose body is still arriving.
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
