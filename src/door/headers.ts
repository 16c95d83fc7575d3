import type { Server } from "bun";

import { isHttps } from "./request";

// Nothing inline, nothing from elsewhere. blob: and data: are for pictures that people are about to send.
const CSP = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const always = {
  "content-security-policy": CSP,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

/** The headers of every answer. HSTS only where people really come by https: a plain home server must stay reachable. */
export function safeHeaders(request: Request, server: Server<unknown> | null): Record<string, string> {
  return isHttps(request, server) ? { ...always, "strict-transport-security": "max-age=31536000" } : always;
}
