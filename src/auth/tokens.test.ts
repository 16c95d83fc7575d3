import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { createHmac } from "node:crypto";

import { eq } from "drizzle-orm";

import { accounts } from "../../db/accounts/open";
import * as table from "../../db/accounts/schema";
import { call, type Guest, guests, house, Line, openHouse, within } from "../guests";
import { issueAccess } from "./tokens";

// Tokens are made here by hand, so that they can be wrong in every way.

const JWT_SECRET = "the secret that this file knows about";
let ann: Guest;
let bob: Guest;

beforeAll(async () => {
  await openHouse({ JWT_SECRET });
  [ann, bob] = await guests(2);
});
afterAll(() => house.close());

const derive = (secret: string, purpose: string) => createHmac("sha256", secret).update(purpose).digest();
const accessKey = derive(JWT_SECRET, "access").toString("base64url");
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
const decode = (part = "") => JSON.parse(Buffer.from(part, "base64url").toString());
const now = () => Math.floor(Date.now() / 1000);

type Forgery = { header?: object; claims?: object; key?: string | Buffer; hash?: string };

/** A token as the server would make it for Ann, but for what is asked otherwise. */
function forge({ header = {}, claims = {}, key = accessKey, hash = "sha256" }: Forgery = {}): string {
  const [ownHeader, ownClaims] = ann.token.split(".").slice(0, 2).map(decode);
  const signed = `${encode({ ...ownHeader, ...header })}.${encode({ ...ownClaims, ...claims })}`;
  return `${signed}.${createHmac(hash, key).update(signed).digest("base64url")}`;
}

const status = async (authorization: string) =>
  (await call("GET", "/api/me", undefined, { authorization })).status;

/** What REST, the feed and the socket make of a token: all three must agree. */
async function judge(token: string): Promise<unknown[]> {
  const line = await Line.open();
  line.say({ type: "hello", token });
  const onSocket = Promise.race([line.closed, line.hears("welcome").then(() => "welcome")]);
  const feed = await fetch(`${house.url}/api/feed`, { headers: { authorization: `Bearer ${token}` } });
  await feed.body?.cancel();
  const verdict = [await status(`Bearer ${token}`), feed.status, await within(1000, onSocket)];
  line.close();
  return verdict;
}
const good = [200, 200, "welcome"];
const bad = [401, 401, 4401];

test("a token as the server makes it is good, whoever made it: so what follows is refused for what it says", async () => {
  expect(await judge(ann.token)).toEqual(good);
  expect(await judge(forge())).toEqual(good);
});

test("a token names user, session, issuer, audience and its times, and nothing else", () => {
  const [header, claims] = ann.token.split(".").slice(0, 2).map(decode);
  expect(header).toEqual({ alg: "HS256", typ: "JWT" });
  expect(Object.keys(claims).toSorted()).toEqual(["aud", "exp", "iat", "iss", "sid", "sub"]);
  expect(claims.sub).toBe(ann.id);
  expect(claims.exp - claims.iat).toBeLessThanOrEqual(15 * 60);
});

const noneOf = (alg: string) => {
  const [, claims] = ann.token.split(".");
  return `${encode({ alg, typ: "JWT" })}.${claims}.`;
};
const swapped = (part: number, by: string) => ann.token.split(".").with(part, by).join(".");

const forgeries: Record<string, () => string> = {
  "says that it is not signed": () => noneOf("none"),
  "says so in capitals": () => noneOf("None"),
  "says HS256 and has no signature": () => noneOf("HS256"),
  "says none over a good signature": () => swapped(0, encode({ alg: "none", typ: "JWT" })),
  "is signed by HS512 with our key": () => forge({ header: { alg: "HS512" }, hash: "sha512" }),
  "is signed by HS384 with our key": () => forge({ header: { alg: "HS384" }, hash: "sha384" }),
  "says RS256": () => forge({ header: { alg: "RS256" } }),
  "says no algorithm": () => forge({ header: { alg: undefined } }),
  "is signed with the bare secret": () => forge({ key: JWT_SECRET }),
  "is signed with the refresh tokens' key": () => forge({ key: derive(JWT_SECRET, "refresh") }),
  "is signed with the empty key": () => forge({ key: "" }),
  "brings a key of its own": () => forge({ key: "mine", header: { jwk: { kty: "oct", k: "bWluZQ" } } }),
  "names a key to fetch": () =>
    forge({ key: "mine", header: { jku: "https://evil.example/keys", kid: "1" } }),
  "names a file as its key": () => forge({ key: "", header: { kid: "../../../../dev/null" } }),
  "names a key by SQL": () => forge({ key: "mine", header: { kid: "x' UNION SELECT 'mine' --" } }),
  "wants something understood that is not": () => forge({ header: { crit: ["potato"], potato: true } }),
  "is of another issuer": () => forge({ claims: { iss: "evil" } }),
  "is of no issuer": () => forge({ claims: { iss: undefined } }),
  "is for another audience": () => forge({ claims: { aud: "another-chat" } }),
  "is for no audience": () => forge({ claims: { aud: undefined } }),
  "ended a second ago": () => forge({ claims: { exp: now() - 1 } }),
  "never ends": () => forge({ claims: { exp: undefined } }),
  "ends at a word": () => forge({ claims: { exp: "tomorrow" } }),
  "is not good yet": () => forge({ claims: { nbf: now() + 60 } }),
  "says not when it was made": () => forge({ claims: { iat: undefined } }),
  "names nobody": () => forge({ claims: { sub: undefined } }),
  "names no session": () => forge({ claims: { sid: undefined } }),
  "names somebody else in my session": () => forge({ claims: { sub: bob.id } }),
  "names a session that never was": () => forge({ claims: { sid: crypto.randomUUID() } }),
  "names a session by a pattern": () => forge({ claims: { sid: { $gt: "" } } }),
  "was changed after it was signed": () =>
    swapped(1, encode({ ...decode(ann.token.split(".")[1]), sub: bob.id })),
  "has a bit of its signature flipped": () =>
    swapped(
      2,
      (ann.token.split(".")[2] ?? "").replace(/^./, (c) => (c === "A" ? "B" : "A")),
    ),
  "is a refresh token": () => ann.refreshToken,
  "is no token": () => "not.a.token",
};

test.each(Object.entries(forgeries))(
  "a token that %s is refused, by REST, feed and socket",
  async (_how, make) => {
    expect(await judge(make())).toEqual(bad);
  },
);

test("a good token does not become better or worse by a kid, jku or x5u in its header: they are not looked at", async () => {
  for (const more of [
    { kid: "../../etc/passwd" },
    { jku: "https://evil.example" },
    { x5u: "https://evil.example" },
  ]) {
    expect(await judge(forge({ header: more }))).toEqual(good);
  }
});

test("the scheme is Bearer, in any case; anything else is no token", async () => {
  expect(await status(`bearer ${ann.token}`)).toBe(200);
  const others = [
    "Bearer",
    `Basic ${ann.token}`,
    ann.token,
    `Bearer ${ann.token} more`,
    `Bearer ${ann.token},x`,
    `Bearer "${ann.token}"`,
  ];
  for (const other of others) expect([other, await status(other)]).toEqual([other, 401]);
});

test("a token in the URL is no token", async () => {
  for (const query of [
    `token=${ann.token}`,
    `access_token=${ann.token}`,
    `authorization=Bearer ${ann.token}`,
  ]) {
    expect((await call("GET", `/api/me?${encodeURI(query)}`)).status).toBe(401);
  }
});

describe("a socket whose token ends", () => {
  const sessionOf = (guest: Guest) => decode(guest.token.split(".")[1]).sid as string;
  const open = async (token: string) => {
    const line = await Line.open();
    line.say({ type: "hello", token });
    await line.hears("welcome");
    return line;
  };

  test("closes 4401 when nobody renews it, and stays open when somebody does", async () => {
    const [carol] = await guests(1);
    const brief = () => issueAccess(carol.id, sessionOf(carol), 2000);
    const [left, renewed] = await Promise.all([
      open((await brief()).accessToken),
      open((await brief()).accessToken),
    ]);
    renewed.say({ type: "renew", token: carol.token });
    const { expiresAt } = await renewed.hears("renewed");
    expect(expiresAt).toBe(decode(carol.token.split(".")[1]).exp * 1000);
    expect(await within(3000, left.closed)).toBe(4401);
    renewed.say({ type: "ping", n: 7 });
    await renewed.hears("pong");
    renewed.close();
  });

  test("closes 4401 when it is renewed by a token of another session or person, or by none", async () => {
    const [carol, dora] = await guests(2);
    const phone = await carol.again();
    for (const token of [phone.token, dora.token, carol.refreshToken, "nothing"]) {
      const line = await open(carol.token);
      line.say({ type: "renew", token });
      expect(await within(1000, line.closed)).toBe(4401);
    }
  });
});

test("a token of now whose session has ended is refused", async () => {
  const [carol] = await guests(1);
  const { sid } = decode(carol.token.split(".")[1]);
  accounts.delete(table.sessions).where(eq(table.sessions.id, sid)).run();
  expect(await judge(carol.token)).toEqual(bad);
});
