import type { Server } from "bun";
import ipaddr from "ipaddr.js";

import { env } from "../env";
import { refuse } from "../measures";
import type { Code } from "../protocol/problem";

// The state of one request, in a WeakMap: Elysia's context does not exist yet where some of it is needed.
type Facts = {
  id: string;
  startedAt: number;
  server?: Server<unknown> | null;
  /** Its route takes JSON. */
  hasJson?: boolean;
  refused?: Code;
  userId?: string;
  via?: Via;
};
/** The machine that forwarded the request, and what it knows of the client. */
type Via = {
  from: string;
  address?: string;
  isHttps?: boolean;
  /** The digest of the forwarded body. */
  body: string;
};
const facts = new WeakMap<Request, Facts>();

export function factsOf(request: Request): Facts {
  let own = facts.get(request);
  if (!own) facts.set(request, (own = { id: newId(request), startedAt: performance.now() }));
  return own;
}

export const requestId = (request: Request): string => factsOf(request).id;
export function recordRefusal(request: Request, code: Code): void {
  factsOf(request).refused = code;
  refuse("request", code);
}

/** The caller's X-Request-Id, so that its logs and ours can be joined; a new one where that is missing or malformed. */
function newId(request: Request): string {
  const given = request.headers.get("x-request-id") ?? "";
  return /^[A-Za-z0-9_-]{8,64}$/.test(given) ? given : crypto.randomUUID();
}

/**
 * The client's address, for limits. For IPv6 the /64 network, since a client can use all of its addresses. Forwarding
 * headers are trusted only from the proxies in TRUST_PROXY.
 */
export function addressOf(request: Request, server: Server<unknown> | null): string {
  const { via } = factsOf(request);
  if (via?.address) return via.address;
  const peer = server?.requestIP(request)?.address ?? "unknown";
  if (!isTrusted(peer)) return networkOf(peer);
  const hops = (request.headers.get(env.CLIENT_HEADER) ?? "").split(",").map((hop) => hop.trim());
  // The last hop that is not a trusted proxy. The client may have forged all earlier ones.
  const last = hops.findLast((hop) => !isTrusted(hop)) ?? "";
  return networkOf(ipaddr.isValid(last) ? last : peer);
}

function networkOf(address: string): string {
  const parsed = ipaddr.isValid(address) ? ipaddr.process(address) : undefined;
  if (parsed?.kind() !== "ipv6") return parsed?.toString() ?? address;
  return `${parsed.toNormalizedString().split(":").slice(0, 4).join(":")}::/64`;
}

/** Whether the browser used https, according to PUBLIC_URL, or to a trusted proxy. */
export function isHttps(request: Request, server: Server<unknown> | null): boolean {
  if (env.PUBLIC_URL) return env.PUBLIC_URL.startsWith("https:");
  const { via } = factsOf(request);
  if (via) return via.isHttps ?? false;
  const peer = server?.requestIP(request)?.address ?? "";
  return isTrusted(peer) && request.headers.get("x-forwarded-proto") === "https";
}

function isTrusted(address: string): boolean {
  if (env.trusted.length === 0 || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return env.trusted.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits));
}

/** The path as requested. Without a Host, Bun's `url` is the path alone, and a path may contain `://`. */
export function pathOf({ url }: Request): string {
  const start = url.startsWith("/") ? 0 : url.indexOf("/", url.indexOf("://") + 3);
  const end = url.indexOf("?", start);
  return url.slice(start, end === -1 ? undefined : end);
}

/** Whether a route's path, with `:parameters`, matches a requested path. */
export function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (pattern.endsWith("/*")) return path.startsWith(pattern.slice(0, -1));
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part === given[index] || (part.startsWith(":") && given[index] !== ""))
  );
}
