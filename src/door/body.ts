import { Elysia } from "elysia";

import { Refused } from "../errors";

// The longest honest body: a message of 20,000 bytes, each of them escaped as \uXXXX, and its mentions.
const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 16;

const notAnObject = { detail: "The body is not a JSON object." };

const faults = new WeakMap<Request, Refused>();

/**
 * Reads JSON bodies for every route after it. What is wrong with a body is only said once the caller is known
 * (`mustBeSound`, which guards call): nobody learns from a 422 or 415 what a 401 would have kept from them.
 * An absent body reads as `{}`, so that the shape says which fields are missing.
 */
export const body = new Elysia({ name: "body" }).onParse({ as: "global" }, async ({ request }) => {
  try {
    return await readJson(request);
  } catch (error) {
    faults.set(
      request,
      error instanceof Refused ? error : new Refused("invalid", { detail: "The body is not JSON." }),
    );
    return {};
  }
});

export function mustBeSound(request: Request): void {
  const fault = faults.get(request);
  if (fault) throw fault;
}

async function readJson(request: Request): Promise<unknown> {
  const bytes = await readBytes(request, MAX_BYTES);
  if (bytes.length === 0) return {};
  if (mediaType(request) !== "application/json") throw new Refused("unsupported-media");
  const value = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  // Elysia cleans before it checks, and a list, cleaned to a shape that needs nothing, would be an empty object.
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Refused("invalid", notAnObject);
  return value;
}

/** JSON that those who walk and print it will survive. */
export function parseJson(json: string): unknown {
  const value: unknown = JSON.parse(json);
  if (isTrap(value, MAX_DEPTH)) throw new Refused("invalid");
  return value;
}

/** Deeper than a stack, or with a `toString` that is none: Elysia's own account of what is invalid falls into both. */
function isTrap(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0 || Object.hasOwn(value, "toString")) return true;
  // Object.values takes 60 ms for a list as long as a body may hold.
  const parts: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return parts.some((one) => isTrap(one, levels - 1));
}

/**
 * A picture as it was sent, for routes that stand before `body`. What the Content-Type says is only asked so that other
 * kinds of body are told apart early: whether it is one, and which, its bytes say.
 */
export async function readImage(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (!mediaType(request).startsWith("image/")) throw new Refused("unsupported-media");
  if (Number(request.headers.get("content-length")) > maxBytes) throw new Refused("too-large");
  return readBytes(request, maxBytes);
}

const mediaType = (request: Request): string =>
  (request.headers.get("content-type") ?? "").split(";", 1).join().trim().toLowerCase();

/** Counts while it reads: a Content-Length may be missing, or lie. */
async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request.body ?? []) {
    size += part.byteLength;
    if (size > maxBytes) throw new Refused("too-large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}
