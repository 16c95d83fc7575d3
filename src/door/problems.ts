import type { TSchema } from "@sinclair/typebox";
import { ValueErrorType } from "@sinclair/typebox/errors";
import { Elysia } from "elysia";

import { isOfLiteFS } from "../../db/accounts/primary";
import { Refused, statusOf } from "../errors";
import { log } from "../log";
import { faultOf } from "../protocol/text";
import { factsOf, fits, pathOf, recordRefusal, requestId } from "./request";

type KnownRoutes = { method: string; path: string }[];

/**
 * Turns every REST error into problem+json (RFC 9457), without any value of the request, stack or schema. Must be
 * registered before any route: Elysia's hooks apply only to later ones.
 */
export const problems = (routes: () => KnownRoutes) =>
  new Elysia({ name: "problems" }).onError({ as: "global" }, ({ error, code, request }) =>
    answer(toRefused(error, code, request, routes()), request),
  );

function answer(refused: Refused, request: Request): Response {
  const { code, details } = refused;
  const status = statusOf[code];
  recordRefusal(request, code);
  const { detail, errors } = details;
  const headers = new Headers({
    "content-type": "application/problem+json",
    "x-request-id": requestId(request),
  });
  if (details.allow) headers.set("allow", details.allow.join(", "));
  if (status === 401) headers.set("www-authenticate", "Bearer");
  if (code === "timeout") headers.set("connection", "close");
  if (code === "timeout" || status === 429 || status === 503)
    headers.set("retry-after", String(Math.ceil((details.retryAfterMs ?? 1000) / 1000)));
  return new Response(
    JSON.stringify({ type: "about:blank", title: titleOf(code), status, code, detail, errors }),
    { status, headers },
  );
}

export const titleOf = (code: string) => code.charAt(0).toUpperCase() + code.slice(1).replaceAll("-", " ");

function toRefused(error: unknown, code: unknown, request: Request, routes: KnownRoutes): Refused {
  if (error instanceof Refused) return error;
  if (code === "VALIDATION" && !isOurs(error)) return new Refused("invalid", { errors: fieldErrors(error) });
  if (code === "PARSE" || code === "INVALID_COOKIE_SIGNATURE") return new Refused("invalid");
  if (code === "NOT_FOUND") return unknownRoute(request, routes);
  if (isOfLiteFS(error)) return new Refused("overloaded");
  const { id, userId } = factsOf(request);
  log.error({ err: error, requestId: id, userId }, "a request failed");
  return new Refused("internal");
}

/** A response that does not match its schema is the server's fault, not the caller's. */
const isOurs = (error: unknown): boolean => (error as { type?: string }).type === "response";

type Fault = {
  type: ValueErrorType;
  path: string;
  schema: TSchema;
  value: unknown;
  message: string;
  errors: Iterable<Fault>[];
};

/** One error per field, in the words of our rule for it; else TypeBox's, which name types and bounds, never the value. */
function fieldErrors(error: unknown): { path: string; message: string }[] {
  const { validator, value } = error as {
    validator?: { Errors?(value: unknown): Iterable<Fault> };
    value: unknown;
  };
  const messages = new Map<string, string>();
  for (const { path, schema, message, value: found } of nearest(validator?.Errors?.(value) ?? [])) {
    const field = path.slice(1).replaceAll("/", ".");
    if (!messages.has(field)) messages.set(field, faultOf(schema, found) ?? message);
    if (messages.size >= 20) break;
  }
  return [...messages].map(([path, message]) => ({ path, message }));
}

/** For a union of objects: the errors of the variant whose `kind` the value has, else of the closest one. */
function* nearest(faults: Iterable<Fault>): Generator<Fault> {
  for (const fault of faults) {
    const isOfShapes = fault.schema["anyOf"]?.some((one: TSchema) => one["type"] === "object");
    const tried = (isOfShapes ? fault.errors : []).map((errors) =>
      Iterator.from(errors).filter(isDescribed).take(100).toArray(),
    );
    yield* tried.sort((one, other) => distance(one) - distance(other))[0] ?? [fault].filter(isDescribed);
  }
}

/** An error about an unknown field would echo a name that the caller chose. */
const isDescribed = ({ type }: Fault) => type !== ValueErrorType.ObjectAdditionalProperties;

const distance = (errors: Fault[]): number =>
  errors.length + 100 * errors.filter(({ schema }) => "const" in schema || schema["type"] === "null").length;

/**
 * 405 where the path has other methods (listed in Allow), or where no route has the method; else 404.
 */
function unknownRoute(request: Request, routes: KnownRoutes): Refused {
  const path = pathOf(request);
  const methods = routes.filter((route) => fits(route.path, path)).map((route) => route.method);
  // Every GET route answers HEAD.
  const allow = [...new Set(methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : method)))];
  if (allow.length > 0) return new Refused("method-not-allowed", { allow });
  const isKnown = ["HEAD", "OPTIONS", ...routes.map((route) => route.method)].includes(request.method);
  return isKnown ? new Refused("not-found") : new Refused("method-not-allowed", { allow: ["GET", "HEAD"] });
}
