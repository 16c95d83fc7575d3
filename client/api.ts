import { treaty } from "@elysiajs/eden";

import type { App } from "../src/app";
import type { Code } from "../src/protocol/problem";
import type { User } from "../src/protocol/user";

// Typed calls of our server. The access token lives in memory only, the refresh token in a cookie that no script can
// read. Every `no` of the server is a Refused; no answer at all is one too, with the code `offline`.

export interface SignedIn {
  user: User;
  accessToken: string;
}

type Hear = (signedIn: SignedIn | undefined) => void;

export class Refused extends Error {
  constructor(
    readonly code: Code | "offline",
    // Which fields of a form were refused, where it was about fields.
    readonly fields: string[] = [],
    // When to ask again, where the server says so.
    readonly retryAfterMs?: number,
  ) {
    super(code);
  }
}

export const { api } = treaty<App>(location.origin, {
  parseDate: false,
  headers: () => (token ? { authorization: `Bearer ${token}` } : {}),
});

// Before the access token ends; a socket wants its successor while the old one is still good.
const EARLY_MS = 60_000;

let token: string | undefined;
let renewal: ReturnType<typeof setTimeout> | undefined;
let refreshing: Promise<SignedIn> | undefined;
const hearers = new Set<Hear>();

type Call<Data> = () => Promise<
  { data: Data; error: null } | { data: null; error: { value: unknown }; response: Response | undefined }
>;

/**
 * What the call brings. An access token that has run out meanwhile (a laptop slept) is renewed, once. While the session is
 * being ended, a call waits until it is known whether it still makes sense; `isTheEnd` is the one that ends it.
 */
export async function ask<Data>(call: Call<Data>, isTheEnd = false): Promise<Data> {
  if (!isTheEnd) await stays();
  const used = token;
  try {
    return await tried(call);
  } catch (error) {
    if (!used || !isRefused(error, "unauthenticated")) throw error;
    if (!isTheEnd) await stays();
    if (used === token) await refresh();
    return tried(call);
  }
}

// Whether the session has ended, once that is known; undefined where nobody is ending it.
let ending: Promise<boolean> | undefined;

/** Ends the session by `end`. Where that fails, the session goes on, and so does every call that has waited. */
export async function leave(end: () => Promise<unknown>): Promise<void> {
  const ended = end().then(dropToken);
  const known = ended.then(
    () => true,
    () => false,
  );
  ending = known;
  await ended.finally(() => (ending = undefined));
}

/** Resolves at once, or when it is known that the session goes on; `unauthenticated` where it has ended. */
export async function stays(): Promise<void> {
  if (await ending) throw new Refused("unauthenticated");
}

/** A fresh access token, by the cookie; `unauthenticated` where the session is over. Tabs may do it all at once. */
export function refresh(): Promise<SignedIn> {
  refreshing ??= tried(() => api.sessions.refresh.post({}))
    .then(keepToken)
    .catch((error: unknown) => {
      if (isRefused(error, "unauthenticated")) dropToken();
      throw error;
    })
    .finally(() => (refreshing = undefined));
  return refreshing;
}

/** From now on calls are made with this token, and a fresh one is fetched before it ends. */
export function keepToken(signedIn: SignedIn): SignedIn {
  token = signedIn.accessToken;
  clearTimeout(renewal);
  // Where this fails, whoever next needs a token will notice and say so.
  const renew = () => void refresh().catch(() => undefined);
  renewal = setTimeout(renew, lifeOf(token) - EARLY_MS);
  for (const hear of hearers) hear(signedIn);
  return signedIn;
}

export function dropToken(): void {
  token = undefined;
  clearTimeout(renewal);
  for (const hear of hearers) hear(undefined);
}

/** Bytes as they are, where `api` would write JSON. Answers as its calls do. */
export async function putBytes<Data>(path: string, bytes: Blob): ReturnType<Call<Data>> {
  const headers = { authorization: `Bearer ${token}`, "content-type": bytes.type };
  try {
    const response = await fetch(path, { method: "PUT", headers, body: bytes });
    const value: unknown = await response.json();
    return response.ok ? { data: value as Data, error: null } : { data: null, error: { value }, response };
  } catch {
    return { data: null, error: { value: null }, response: undefined };
  }
}

export const currentToken = (): string | undefined => token;

/** `hear` is told of each token that comes in, and of the end. Answers how to stop that. */
export function onToken(hear: Hear): () => void {
  hearers.add(hear);
  return () => void hearers.delete(hear);
}

export const isRefused = (error: unknown, code: Refused["code"]): error is Refused =>
  error instanceof Refused && error.code === code;

async function tried<Data>(call: Call<Data>): Promise<Data> {
  const answer = await call();
  if (answer.error === null) return answer.data;
  const { response } = answer;
  if (!response) throw new Refused("offline");
  // Ours is problem+json; whatever stands between may answer with anything.
  const { code, errors } = { ...(answer.error.value as Partial<Problem> | null) };
  throw new Refused(
    code ?? (NO_SERVER.has(response.status) ? "offline" : "internal"),
    errors?.map(({ path }) => path),
    retryAfterOf(response),
  );
}

// What a proxy says where it finds no server behind it.
const NO_SERVER = new Set([502, 503, 504]);

function retryAfterOf({ headers }: Response): number | undefined {
  const seconds = Number(headers.get("retry-after") ?? NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

interface Problem {
  code: Code;
  errors: { path: string }[];
}

// From the token's own two times: the clock here may be wrong by hours.
function lifeOf(jwt: string): number {
  const claims = jwt.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/");
  const { exp, iat } = JSON.parse(atob(claims)) as { exp: number; iat: number };
  return (exp - iat) * 1000;
}
