import { createHmac, timingSafeEqual } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { jwt } from "@elysiajs/jwt";

const ACCESS_MS = 15 * 60_000;
// 48 random bytes in base64.
const SECRET_LENGTH = 64;
const ISSUER = "potato-chat";
const AUDIENCE = "potato-chat";

/** Who is asking: proven by an access token whose session still lives. */
export type Caller = { userId: string; sessionId: string; expiresAt: number };

const signerOf = (secret: string) =>
  jwt({ name: "access", secret, iss: ISSUER, aud: AUDIENCE }).decorator.access;

let signer: ReturnType<typeof signerOf>;
let refreshKey: Buffer;

/** Takes the one secret; each kind of token has a key of its own, so that none passes for the other. */
export function open(secret: string): void {
  signer = signerOf(derive(secret, "access").toString("base64url"));
  refreshKey = derive(secret, "refresh");
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
  `${sessionId}.${rotation}.${prove(sessionId, rotation)}`;

export function readRefresh(token: string): { sessionId: string; rotation: number } | null {
  const [sessionId = "", number = "", proof = "", ...rest] = token.split(".");
  if (rest.length > 0 || !/^\d{1,9}$/.test(number)) return null;
  const expected = Buffer.from(prove(sessionId, Number(number)));
  const given = Buffer.from(proof);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  return { sessionId, rotation: Number(number) };
}

const lengthOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
const derive = (secret: string, purpose: string) => createHmac("sha256", secret).update(purpose).digest();
const prove = (sessionId: string, rotation: number) =>
  createHmac("sha256", refreshKey).update(`${sessionId}.${rotation}`).digest("base64url");
