import { treaty } from "@elysiajs/eden";

import type { App } from "../src/app";
import type { SignedIn } from "../src/auth/model";
import type { Code } from "../src/protocol/problem";

// Typed calls of our API. The access token lives in memory only, the refresh token in a cookie that no script can read.
// Every refusal by the server is a RequestError; no answer at all is one, too, with the code `offline`.

export type { SignedIn };

type TokenListener = (signedIn: SignedIn | undefined) => void;

export class RequestError extends Error {
  constructor(
    readonly code: Code | "offline",
    // The form fields that were refused, if it was about fields.
    readonly fields: string[] = [],
    // When to retry, if the server says so.
    readonly retryAfterMs?: number,
  ) {
    super(code);
  }
}

export const { api } = treaty<App>(location.origin, {
  parseDate: false,
  headers: () => (token ? { authorization: `Bearer ${token}` } : {}),
});

// How long before its end an access token is renewed; a socket wants the new one while the old one is still valid.
const EARLY_MS = 60_000;

let token: string | undefined;
let renewal: ReturnType<typeof setTimeout> | undefined;
let refreshing: Promise<SignedIn> | undefined;
// The page shows what was kept of someone, before the server has said that their session still lives.
let isAssumed = false;
const listeners = new Set<TokenListener>();

export type ApiCall<Data> = () => Promise<
  { data: Data; error: null } | { data: null; error: { value: unknown }; response: Response | undefined }
>;

/**
 * The answer to a call. An access token that has expired meanwhile (a laptop slept) is renewed, once. While the session is
 * being ended, calls wait until it is known whether it did end; only the call with `isTheEnd` goes ahead.
 */
export async function ask<Data>(call: ApiCall<Data>, isTheEnd = false): Promise<Data> {
  if (!isTheEnd) await sessionContinues();
  if (isAssumed) await refresh();
  const used = token;
  try {
    return await attempt(call);
  } catch (error) {
    if (!used || !isRefused(error, "unauthenticated")) throw error;
    if (!isTheEnd) await sessionContinues();
    if (used === token) await refresh();
    return attempt(call);
  }
}

// Whether the session has ended, once that is known; undefined while nobody is ending it.
let ending: Promise<boolean> | undefined;

/** Ends the session by `end`. If that fails, the session continues, and so does every call that has waited. */
export async function leave(end: () => Promise<unknown>): Promise<void> {
  const ended = end().then(dropToken);
  const known = ended.then(
    () => true,
    () => false,
  );
  ending = known;
  await ended.finally(() => (ending = undefined));
}

/** Resolves once the session is known to continue; `unauthenticated` if it has ended. */
export async function sessionContinues(): Promise<void> {
  if (await ending) throw new RequestError("unauthenticated");
}

/** A fresh access token, by the cookie; `unauthenticated` if the session is over. Several tabs may do this at once. */
export function refresh(): Promise<SignedIn> {
  refreshing ??= attempt(() => api.sessions.refresh.post({}))
    .then(keepToken)
    .catch((error: unknown) => {
      if (isRefused(error, "unauthenticated")) dropToken();
      throw error;
    })
    .finally(() => (refreshing = undefined));
  return refreshing;
}

/** From now on calls use this token, and a new one is fetched before it expires. */
export function keepToken(signedIn: SignedIn): SignedIn {
  token = signedIn.accessToken;
  isAssumed = false;
  clearTimeout(renewal);
  // If this fails, the next call that needs a token reports it.
  const renew = () => void refresh().catch(() => undefined);
  renewal = setTimeout(renew, lifeOf(token) - EARLY_MS);
  for (const listener of listeners) listener(signedIn);
  return signedIn;
}

export function dropToken(): void {
  token = undefined;
  isAssumed = false;
  clearTimeout(renewal);
  for (const listener of listeners) listener(undefined);
}

/** Until there is a token, each call asks for one first. */
export const assumeSession = (): void => void (isAssumed = !token);

export const currentToken = (): string | undefined => token;

/** Calls `listener` with each new token, and with undefined at the end. Returns a function that unsubscribes. */
export function onToken(listener: TokenListener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const isRefused = (error: unknown, code: RequestError["code"]): error is RequestError =>
  error instanceof RequestError && error.code === code;

async function attempt<Data>(call: ApiCall<Data>): Promise<Data> {
  const answer = await call();
  if (answer.error === null) return answer.data;
  const { response } = answer;
  if (!response) throw new RequestError("offline");
  // Our server answers with problem+json; a proxy in between may answer with anything.
  const { code, errors } = { ...(answer.error.value as Partial<Problem> | null) };
  throw new RequestError(
    code ?? (NO_SERVER.has(response.status) ? "offline" : "internal"),
    errors?.map(({ path }) => path.replace(/^\//u, "")),
    retryAfterOf(response),
  );
}

// A proxy's answers when it has no server behind it.
const NO_SERVER = new Set([502, 503, 504]);

function retryAfterOf({ headers }: Response): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

interface Problem {
  code: Code;
  errors: { path: string }[];
}

// From the token's own two times, because the clock here may be wrong by hours.
function lifeOf(jwt: string): number {
  const claims = jwt.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/");
  const { exp, iat } = JSON.parse(atob(claims)) as { exp: number; iat: number };
  return (exp - iat) * 1000;
}
