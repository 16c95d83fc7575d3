import type { Code } from "./protocol/problem";

export const statusOf = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  "not-found": 404,
  "method-not-allowed": 405,
  timeout: 408,
  conflict: 409,
  "too-large": 413,
  "unsupported-media": 415,
  "rate-limited": 429,
  overloaded: 503,
  "read-only": 503,
  internal: 500,
} satisfies Record<Code, number>;

type Details = {
  /** For people. Never holds a value that came in. */
  detail?: string;
  retryAfterMs?: number;
  errors?: { path: string; message: string }[];
  /** With method-not-allowed: what the path does take. */
  allow?: string[];
};

/** The one domain error: a request or frame that is answered with no. Every door knows how to say it. */
export class Refused extends Error {
  constructor(
    readonly code: Code,
    readonly details: Details = {},
  ) {
    super(code);
  }
}

export const notFound = () => new Refused("not-found");
export const forbidden = (detail?: string) => new Refused("forbidden", { detail });
export const invalid = (path: string, message: string) =>
  new Refused("invalid", { errors: [{ path, message }] });
