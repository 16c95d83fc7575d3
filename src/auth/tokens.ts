import { createHmac, timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { jwt } from "@elysiajs/jwt";

const ACCESS_MS = 15 * 60_000;
// 48 random bytes in base64.
const SECRET_LENGTH = 64;
const ISSUER = "potato-chat";
const AUDIENCE = "potato-chat";

/** What a proof is of: none passes for that of another. */
type Purpose = "refresh" | "device";

/** Who is asking: proven by an access token whose session still lives. */
export type Caller = { userId: string; sessionId: string; expiresAt: number };

const signerOf = (secret: string) =>
  jwt({ name: "access", secret, iss: ISSUER, aud: AUDIENCE }).decorator.access;

let signer: ReturnType<typeof signerOf>;
let keys: Record<Purpose, Buffer>;

/** Takes the one secret; each kind of token has a key of its own, so that none passes for the other. */
export function open(secret: string): void {
  signer = signerOf(derive(secret, "access").toString("base64url"));
  keys = { refresh: derive(secret, "refresh"), device: derive(secret, "device") };
}

/** A secret made once and kept in `dir`, so that people stay signed in over a restart. */
export function keptSecret(dir: string): string {
  const path = join(dir, "jwt-secret");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (lengthOf(path) < SECRET_LENGTH) {
    const made = `${path}.${process.pid}`;
    const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(48))).toString("base64url");
    // Whole or not at all, also where the machine dies now: anyone could sign with an empty secret.
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

/** What a token claims, if we made it and it is of now. Whether its session lives is another question. */
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

/** Names its session and its number in it. Nothing is stored but the number, so the same one can be made again. */
export const issueRefresh = (sessionId: string, rotation: number): string =>
  `${sessionId}.${rotation}.${prove("refresh", `${sessionId}.${rotation}`)}`;

/** Undefined for what we did not make: each token has one spelling alone. */
export function readRefresh(token: string): { sessionId: string; rotation: number } | null {
  const [sessionId = "", number = "", proof = "", ...rest] = token.split(".");
  if (rest.length > 0 || !/^(0|[1-9]\d{0,8})$/.test(number)) return null;
  const expected = Buffer.from(prove("refresh", `${sessionId}.${number}`));
  const given = Buffer.from(proof);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return { sessionId, rotation: Number(number) };
}

/** That we have written this, for this purpose. */
export const prove = (purpose: Purpose, text: string): string =>
  createHmac("sha256", keys[purpose]).update(text).digest("base64url");

const lengthOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
const derive = (secret: string, purpose: string) => createHmac("sha256", secret).update(purpose).digest();
// The last character of a signature has two bits that nobody looks at.
const isCanonical = (signature: string): boolean =>
  Buffer.from(signature, "base64url").toString("base64url") === signature;
