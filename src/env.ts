import { createECDH } from "node:crypto";

import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import ipaddr from "ipaddr.js";

import { wordsOf } from "./protocol/text";

const Flag = Type.Union([Type.Literal(""), Type.Literal("0"), Type.Literal("1")], { default: "" });

/** The environment, read and checked once at start; all faults are reported together. */
const Variables = Type.Object({
  HOST: Type.String({ default: "127.0.0.1" }),
  PORT: Type.Integer({ default: 3000, minimum: 0, maximum: 65_535 }),
  PUBLIC_URL: Type.String({ default: "" }),
  ORIGINS: Type.String({ default: "" }),
  TRUST_PROXY: Type.String({ default: "" }),
  // In which header these say whom they ask for.
  CLIENT_HEADER: Type.String({ default: "x-forwarded-for", pattern: "^[A-Za-z0-9-]+$" }),
  DATA_DIR: Type.String({ default: "./data", minLength: 1 }),
  // HS256 wants as many secret bytes as its hash has.
  JWT_SECRET: Type.Optional(Type.String({ minLength: 32 })),
  MACHINE: Type.String({ default: "potato", pattern: "^[A-Za-z0-9_.-]{1,64}$" }),
  REDIS_URL: Type.Optional(Type.String({ pattern: "^rediss?://" })),
  MONGO_URL: Type.Optional(Type.String({ pattern: "^mongodb(\\+srv)?://" })),
  // Where LiteFS mounts the accounts, and answers: it copies them between machines.
  LITEFS_DIR: Type.Optional(Type.String({ minLength: 1 })),
  LITEFS_URL: Type.String({ default: "http://127.0.0.1:20202" }),
  // How other machines reach this one.
  ADVERTISE_URL: Type.Optional(Type.String()),
  // What changes accounts is answered when so many other machines have it, and all that are in touch.
  ACK_REPLICAS: Type.Integer({ default: 0, minimum: 0, maximum: 9 }),
  S3_URL: Type.Optional(Type.String()),
  // One disk is shared: accounts of all machines are in DATA_DIR, and files, where there is no S3_URL.
  ACCOUNTS_SHARED: Flag,
  // One machine only: parts of the profile of many may be had one by one.
  SINGLE: Flag,
  // Of one file, and of all files of a user.
  MAX_FILE_MB: Type.Integer({ default: 100, minimum: 1, maximum: 10_000 }),
  USER_QUOTA_MB: Type.Integer({ default: 2000, minimum: 1 }),
  METRICS_PORT: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535 })),
  LOG_LEVEL: Type.Union(
    ["fatal", "error", "warn", "info", "debug", "trace", "silent"].map((level) => Type.Literal(level)),
    { default: "info" },
  ),
  // Whether pages behind links are fetched.
  PREVIEWS: Type.Union([Type.Literal("on"), Type.Literal("off")], { default: "on" }),
  // The keys by which push services know this server, and a way to reach who runs it.
  VAPID_PUBLIC: Type.Optional(Type.String()),
  VAPID_PRIVATE: Type.Optional(Type.String()),
  VAPID_SUBJECT: Type.Optional(Type.String({ maxLength: 200 })),
  LIMITS: Type.Union([Type.Literal("default"), Type.Literal("off")], { default: "default" }),
  DEMO: Type.Union([Type.Literal(""), Type.Literal("1"), Type.Literal("public")], { default: "" }),
});

export type Env = ReturnType<typeof readEnv>;

/** What the process runs under. Set once by main (and by each test's own start). */
export let env: Env;
export const useEnv = (checked: Env) => void (env = checked);

const list = (text: string) => text.split(",").flatMap((part) => part.trim() || []);
// HAProxy's lists have spaces between.
const ranges = (text: string) => list(text.replaceAll(/\s+/g, ","));
const isLoopback = (host: string) =>
  host === "localhost" || (ipaddr.isValid(host) && ipaddr.process(host).range() === "loopback");

/** Throws one Error whose message names every fault, a line each. Values are never repeated: some are secrets. */
export function readEnv(source: Record<string, string | undefined>) {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  const draft = Value.Default(Variables, Value.Clean(Variables, { ...given, ...numbers(given) }));
  const faults = [...Value.Errors(Variables, draft)].map(
    ({ path, message, schema }) => `${path.slice(1)}: ${wordsOf(schema) ?? message}`,
  );
  const checked = draft as typeof Variables.static;
  faults.push(...crossChecks(checked));
  if (faults.length === 0) faults.push(...togetherOrNone(checked));
  if (faults.length > 0) throw new Error(`The environment is not right:\n${[...new Set(faults)].join("\n")}`);
  return {
    ...checked,
    isOneOfMany: checked.ACCOUNTS_SHARED === "1" || checked.LITEFS_DIR !== undefined,
    origins: list(checked.ORIGINS),
    trusted: ranges(checked.TRUST_PROXY).map(parseRange),
  };
}

/** Whole numbers as such; what is none stays as it came, and is refused. */
const numbers = (given: Record<string, string | undefined>) =>
  Object.fromEntries(
    ["PORT", "METRICS_PORT", "ACK_REPLICAS", "MAX_FILE_MB", "USER_QUOTA_MB"].flatMap((name) =>
      /^\d{1,7}$/.test(given[name] ?? "") ? [[name, Number(given[name])]] : [],
    ),
  );

function crossChecks(draft: typeof Variables.static): string[] {
  const faults: string[] = [];
  const { HOST, LIMITS, DEMO, PUBLIC_URL, ORIGINS, TRUST_PROXY, S3_URL } = draft;
  if (LIMITS === "off" && !isLoopback(HOST)) faults.push("LIMITS: off needs a loopback HOST");
  if (DEMO === "1" && !isLoopback(HOST))
    faults.push("DEMO: well-known passwords need a loopback HOST, or DEMO=public");
  if (PUBLIC_URL && !isOrigin(PUBLIC_URL)) faults.push("PUBLIC_URL: an http or https address without a path");
  if (!list(ORIGINS).every(isOrigin))
    faults.push("ORIGINS: origins such as https://chat.example, separated by commas");
  if (!ranges(TRUST_PROXY).every(isRange))
    faults.push("TRUST_PROXY: addresses or CIDR ranges, separated by commas or spaces");
  if (S3_URL !== undefined && !isBucket(S3_URL))
    faults.push("S3_URL: https://KEY:SECRET@host/bucket?region=REGION, what is special in it written as %2F");
  return [...faults, ...copiedOrShared(draft), ...keysOfPush(draft)];
}

function keysOfPush({ VAPID_PUBLIC, VAPID_PRIVATE, VAPID_SUBJECT }: typeof Variables.static): string[] {
  const faults: string[] = [];
  if (VAPID_SUBJECT !== undefined && !/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/.test(VAPID_SUBJECT))
    faults.push("VAPID_SUBJECT: mailto:someone@chat.example, or an https address");
  if ((VAPID_PUBLIC ?? VAPID_PRIVATE) === undefined) return faults;
  const isPair = VAPID_PUBLIC !== undefined && VAPID_PUBLIC === publicKeyOf(VAPID_PRIVATE ?? "");
  if (!isPair)
    faults.push(
      "VAPID_PUBLIC: VAPID_PUBLIC and VAPID_PRIVATE are one pair of keys of P-256, both in base64url",
    );
  return faults;
}

function publicKeyOf(privateKey: string): string | undefined {
  if (!/^[A-Za-z0-9_-]{43}$/.test(privateKey)) return undefined;
  try {
    const pair = createECDH("prime256v1");
    pair.setPrivateKey(privateKey, "base64url");
    return pair.getPublicKey("base64url");
  } catch {
    return undefined;
  }
}

function copiedOrShared(draft: typeof Variables.static): string[] {
  const { LITEFS_DIR, LITEFS_URL, ADVERTISE_URL = "", ACK_REPLICAS, ACCOUNTS_SHARED } = draft;
  const faults: string[] = [];
  if (!isOrigin(LITEFS_URL)) faults.push("LITEFS_URL: an http or https address without a path");
  if (ADVERTISE_URL ? !isOrigin(ADVERTISE_URL) : LITEFS_DIR !== undefined)
    faults.push("ADVERTISE_URL: how other machines reach this one, an http or https address without a path");
  if (LITEFS_DIR !== undefined && ACCOUNTS_SHARED === "1")
    faults.push("ACCOUNTS_SHARED: accounts are shared or copied by LITEFS_DIR, not both");
  if (ACK_REPLICAS > 0 && LITEFS_DIR === undefined)
    faults.push("ACK_REPLICAS: there are replicas only with LITEFS_DIR");
  return faults;
}

/** Of several machines each must have all that they share, or what one of them does the others never learn. */
function togetherOrNone(draft: typeof Variables.static): string[] {
  const { REDIS_URL, MONGO_URL, LITEFS_DIR, S3_URL, ACCOUNTS_SHARED, SINGLE, JWT_SECRET } = draft;
  const onOneDisk = ACCOUNTS_SHARED === "1" || undefined;
  const shared = { REDIS_URL, MONGO_URL, LITEFS_DIR: LITEFS_DIR ?? onOneDisk };
  if (SINGLE === "1" || Object.values(shared).every((value) => value === undefined)) return [];
  const all = { ...shared, S3_URL: S3_URL ?? onOneDisk, JWT_SECRET };
  const missing = Object.entries(all).filter(([, value]) => value === undefined);
  return missing.map(
    ([name]) =>
      `${name}: several machines need it, as they do what is set already; SINGLE=1 says that there is one`,
  );
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  // A star would pass as a name, and never match.
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text && !text.includes("*");
}

function isBucket(text: string): boolean {
  const { protocol = "", username, password, pathname = "", searchParams, hash } = URL.parse(text) ?? {};
  const isPlace = /^https?:$/.test(protocol) && /^\/[a-z0-9][a-z0-9.-]{2,62}$/.test(pathname);
  return (
    isPlace && !!username && !!password && !hash && [...searchParams!.keys()].every((key) => key === "region")
  );
}

const isRange = (text: string) => ipaddr.isValid(text) || ipaddr.isValidCIDR(text);

function parseRange(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}
