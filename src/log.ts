import pino from "pino";

// Whatever an object to be logged may carry, these never reach a line.
const secrets = [
  "token",
  "accessToken",
  "refreshToken",
  "password",
  "current",
  "next",
  "authorization",
  "cookie",
  "text",
];

/** JSON lines to stdout. pino escapes control characters, so a value cannot forge a line. */
export const log = pino({
  level: "info",
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: { paths: secrets.flatMap((name) => [name, `*.${name}`]), remove: true },
});
