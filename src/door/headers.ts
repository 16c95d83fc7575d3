import type { Server } from "bun";

import { isHttps } from "./request";

// No inline code, no other origins. blob: and data: are for what people are about to send.
const CSP = [
  "default-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
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
  // For voice messages.
  "permissions-policy": "camera=(), microphone=(self), geolocation=()",
};

/** The headers of every response. HSTS only over https: a home server without TLS must stay reachable. */
export function safeHeaders(request: Request, server: Server<unknown> | null): Record<string, string> {
  return isHttps(request, server) ? { ...always, "strict-transport-security": "max-age=31536000" } : always;
}
