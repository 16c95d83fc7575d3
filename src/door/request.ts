import type { Server } from "bun";
import ipaddr from "ipaddr.js";

import { env } from "../env";
import { refuse } from "../measures";
import type { Code } from "../protocol/problem";

// What belongs to one request, kept beside it: Elysia's context does not exist yet where some of it is needed.
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
/** Another machine, which asks for a person: who that is, it has found out already. */
type Via = {
  from: string;
  address?: string;
  isHttps?: boolean;
  /** The digest of what it sends. */
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

/** A caller's own id is kept, so that its logs and ours can be joined; if it is not plainly an id, it gets ours. */
function newId(request: Request): string {
  const given = request.headers.get("x-request-id") ?? "";
  return /^[A-Za-z0-9_-]{8,64}$/.test(given) ? given : crypto.randomUUID();
}

/** The address to count by: of IPv6 the network, for whoever has one address there has them all. Forwarding headers are believed only from proxies that TRUST_PROXY names. */
export function addressOf(request: Request, server: Server<unknown> | null): string {
  const { via } = factsOf(request);
  if (via?.address) return via.address;
  const peer = server?.requestIP(request)?.address ?? "unknown";
  if (!isTrusted(peer)) return networkOf(peer);
  const hops = (request.headers.get(env.CLIENT_HEADER) ?? "").split(",").map((hop) => hop.trim());
  // The last that no proxy of ours wrote about itself. Whatever stands before it, its sender may have made up.
  const last = hops.findLast((hop) => !isTrusted(hop)) ?? "";
  return networkOf(ipaddr.isValid(last) ? last : peer);
}

function networkOf(address: string): string {
  const parsed = ipaddr.isValid(address) ? ipaddr.process(address) : undefined;
  if (parsed?.kind() !== "ipv6") return parsed?.toString() ?? address;
  return `${parsed.toNormalizedString().split(":").slice(0, 4).join(":")}::/64`;
}

/** Whether the browser came by https, as far as we can know: by our own address, or by a trusted proxy's word. */
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
