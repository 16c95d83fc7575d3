import { env } from "../env";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Whether a request comes from another site. Origins are compared as whole strings, never parsed: `null`, upper case,
 * look-alikes and malformed origins are foreign. A request without Origin does not come from a page of another site.
 */
export function isForeign(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (origin === null) return false;
  if (env.origins.length > 0) return !env.origins.includes(origin);
  // Independent of the Host that a proxy forwards.
  if (env.PUBLIC_URL !== "" && origin === env.PUBLIC_URL) return false;
  const host = request.headers.get("host");
  if (host === null) return true;
  return origin !== `http://${host}` && origin !== `https://${host}`;
}

// A name or an address, and a port (RFC 9112, 3.2).
const HOST = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Whether there is at most one Host, and a valid one: Bun joins two with a comma. HTTP/1.0 needs none. */
export function hasSoundHost(request: Request): boolean {
  const host = request.headers.get("host");
  return host === null || HOST.test(host);
}

export const changesState = (request: Request): boolean => !SAFE.has(request.method);
