import { createHmac, timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { jwt } from "@elysiajs/jwt";

const ACCESS_MS = 15 * 60_000;
// 48 random bytes in base64.
const SECRET_LENGTH = 64;
const ISSUER = "potato-chat";
const AUDIENCE = "potato-chat";

/** Each purpose has a key of its own, so that a proof for one is invalid for the other. */
type Purpose = "refresh" | "device";

/** An authenticated caller: the access token is valid and its session alive. */
export type Caller = { userId: string; sessionId: string; expiresAt: number };

const signerOf = (secret: string) =>
  jwt({ name: "access", secret, iss: ISSUER, aud: AUDIENCE }).decorator.access;

let signer: ReturnType<typeof signerOf>;
let keys: Record<Purpose, Buffer>;

/** Derives one key from the secret for each kind of token. */
export function open(secret: string): void {
  signer = signerOf(derive(secret, "access").toString("base64url"));
  keys = { refresh: derive(secret, "refresh"), device: derive(secret, "device") };
}

/** A random secret, stored in `dir`, so that users stay signed in after a restart. */
export function keptSecret(dir: string): string {
  const path = join(dir, "jwt-secret");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (lengthOf(path) < SECRET_LENGTH) {
    const made = `${path}.${process.pid}`;
    const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(48))).toString("base64url");
    // Atomic even if the machine crashes now: with an empty secret, anyone could sign tokens.
    writeFileSync(made, secret, { mode: 0o600, flush: true });
    renameSync(made, path);
  }
  return readFileSync(path, "utf8");
}

/** `expiresAt` in ms since 1970. */
export async function issueAccess(userId: string, sessionId: string, lifeMs = ACCESS_MS) {
  const exp = Math.floor((Date.now() + lifeMs) / 1000);
  return { accessToken: await signer.sign({ sub: userId, sid: sessionId, exp }), expiresAt: exp * 1000 };
}

/** The claims of a token that is ours and not expired. Does not check whether its session is alive. */
export async function readAccess(token: string): Promise<Caller | null> {
  if (!isCanonical(token.slice(token.lastIndexOf(".") + 1))) return null;
  const claims = await signer.verify(token, {
    algorithms: ["HS256"],
    issuer: ISSUER,
    audience: AUDIENCE,
    requiredClaims: ["sub", "exp", "iat"],
  });
  if (!claims || typeof claims.sub !== "string" || typeof claims.sid !== "string") return null;
  return { userId: claims.sub, sessionId: claims.sid, expiresAt: (claims.exp ?? 0) * 1000 };
}

/** Consists of the session, its rotation and a proof. Only the rotation is stored: the token can be made again. */
export const issueRefresh = (sessionId: string, rotation: number): string =>
  `${sessionId}.${rotation}.${prove("refresh", `${sessionId}.${rotation}`)}`;

/** Null where the token is not ours. Only the canonical spelling of a token is accepted. */
export function readRefresh(token: string): { sessionId: string; rotation: number } | null {
  const [sessionId = "", number = "", proof = "", ...rest] = token.split(".");
  if (rest.length > 0 || !/^(0|[1-9]\d{0,8})$/.test(number)) return null;
  const expected = Buffer.from(prove("refresh", `${sessionId}.${number}`));
  const given = Buffer.from(proof);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return { sessionId, rotation: Number(number) };
}

/** An HMAC that proves that this server wrote `text` for this purpose. */
export const prove = (purpose: Purpose, text: string): string =>
  createHmac("sha256", keys[purpose]).update(text).digest("base64url");

const lengthOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
const derive = (secret: string, purpose: string) => createHmac("sha256", secret).update(purpose).digest();
// Decoders ignore the last two bits of a signature, so that it has four spellings: only one is accepted.
const isCanonical = (signature: string): boolean =>
  Buffer.from(signature, "base64url").toString("base64url") === signature;
