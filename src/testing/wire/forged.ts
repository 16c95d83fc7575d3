import { createHmac } from "node:crypto";

import { call, type Guest, house, Line, within } from "../people/guests";

// For tests: access tokens signed with the secret of the test's server, so that they can be invalid in every way or expire
// soon; and how the server judges them.

export const JWT_SECRET = "the secret that some tests know about";

export type Forgery = { header?: object; claims?: object; key?: string | Buffer; hash?: string };

export const derive = (secret: string, purpose: string): Buffer =>
  createHmac("sha256", secret).update(purpose).digest();
export const encodePart = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
export const decode = (part = "") => JSON.parse(Buffer.from(part, "base64url").toString());
export const claimsOf = ({ token }: Pick<Guest, "token">) => decode(token.split(".")[1]);

const accessKey = derive(JWT_SECRET, "access").toString("base64url");

/** The guest's token with some parts replaced. */
export function forge(
  { token }: Pick<Guest, "token">,
  { header = {}, claims = {}, key = accessKey, hash = "sha256" }: Forgery = {},
): string {
  const [ownHeader, ownClaims] = token.split(".").slice(0, 2).map(decode);
  const signed = `${encodePart({ ...ownHeader, ...header })}.${encodePart({ ...ownClaims, ...claims })}`;
  return `${signed}.${createHmac(hash, key).update(signed).digest("base64url")}`;
}

/** A token of the guest's session with this lifetime, rounded down to a second; `expiresAt` in ms since 1970. */
export function lasting(guest: Pick<Guest, "token">, lifeMs: number): { token: string; expiresAt: number } {
  const exp = Math.floor((Date.now() + lifeMs) / 1000);
  return { token: forge(guest, { claims: { exp } }), expiresAt: exp * 1000 };
}

/** The answers of REST, feed and socket to a token. All three must agree. */
export async function judge(token: string): Promise<unknown[]> {
  const line = await Line.open();
  line.say({ type: "hello", token });
  const onSocket = Promise.race([line.closed, line.hears("welcome").then(() => "welcome")]);
  const feed = await fetch(`${house.url}/api/feed`, { headers: { authorization: `Bearer ${token}` } });
  await feed.body?.cancel();
  const { status } = await call("GET", "/api/me", undefined, { authorization: `Bearer ${token}` });
  const verdict = [status, feed.status, await within(1000, onSocket)];
  line.close();
  return verdict;
}
export const good = [200, 200, "welcome"];
export const bad = [401, 401, 4401];
