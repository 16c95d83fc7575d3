import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { call, type Guest, guests, house, Line, openHouse, within } from "../testing/people/guests";
import {
  bad,
  claimsOf,
  decode,
  derive,
  encodePart,
  forge,
  good,
  judge,
  JWT_SECRET,
  lasting,
} from "../testing/wire/forged";

let ann: Guest;
let bob: Guest;

beforeAll(async () => {
  await openHouse({ JWT_SECRET });
  [ann, bob] = await guests(2);
});
afterAll(() => house.close());

const now = () => Math.floor(Date.now() / 1000);
const status = async (authorization: string) =>
  (await call("GET", "/api/me", undefined, { authorization })).status;

test("a token as the server makes it is good, whoever made it: so what follows is refused for what it says", async () => {
  expect(await judge(ann.token)).toEqual(good);
  expect(await judge(forge(ann))).toEqual(good);
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
  return `${encodePart({ alg, typ: "JWT" })}.${claims}.`;
};
const swapped = (part: number, by: string) => ann.token.split(".").with(part, by).join(".");

/** Another spelling of the same bytes: the last of 43 characters has two unused bits. */
function respelt(signature: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const other = signature.slice(0, -1) + alphabet[alphabet.indexOf(signature.at(-1) ?? "") ^ 1];
  expect(Buffer.from(other, "base64url")).toEqual(Buffer.from(signature, "base64url"));
  return other;
}

const forgeries: Record<string, () => string> = {
  "says that it is not signed": () => noneOf("none"),
  "says so in capitals": () => noneOf("None"),
  "says HS256 and has no signature": () => noneOf("HS256"),
  "says none over a good signature": () => swapped(0, encodePart({ alg: "none", typ: "JWT" })),
  "is signed by HS512 with our key": () => forge(ann, { header: { alg: "HS512" }, hash: "sha512" }),
  "is signed by HS384 with our key": () => forge(ann, { header: { alg: "HS384" }, hash: "sha384" }),
  "says RS256": () => forge(ann, { header: { alg: "RS256" } }),
  "says no algorithm": () => forge(ann, { header: { alg: undefined } }),
  "is signed with the bare secret": () => forge(ann, { key: JWT_SECRET }),
  "is signed with the refresh tokens' key": () => forge(ann, { key: derive(JWT_SECRET, "refresh") }),
  "is signed with the empty key": () => forge(ann, { key: "" }),
  "brings a key of its own": () => forge(ann, { key: "mine", header: { jwk: { kty: "oct", k: "bWluZQ" } } }),
  "names a key to fetch": () =>
    forge(ann, { key: "mine", header: { jku: "https://evil.example/keys", kid: "1" } }),
  "names a file as its key": () => forge(ann, { key: "", header: { kid: "../../../../dev/null" } }),
  "names a key by SQL": () => forge(ann, { key: "mine", header: { kid: "x' UNION SELECT 'mine' --" } }),
  "wants something understood that is not": () => forge(ann, { header: { crit: ["potato"], potato: true } }),
  "is of another issuer": () => forge(ann, { claims: { iss: "evil" } }),
  "is of no issuer": () => forge(ann, { claims: { iss: undefined } }),
  "is for another audience": () => forge(ann, { claims: { aud: "another-chat" } }),
  "is for no audience": () => forge(ann, { claims: { aud: undefined } }),
  "ended a second ago": () => forge(ann, { claims: { exp: now() - 1 } }),
  "never ends": () => forge(ann, { claims: { exp: undefined } }),
  "ends at a word": () => forge(ann, { claims: { exp: "tomorrow" } }),
  "is not good yet": () => forge(ann, { claims: { nbf: now() + 60 } }),
  "says not when it was made": () => forge(ann, { claims: { iat: undefined } }),
  "names nobody": () => forge(ann, { claims: { sub: undefined } }),
  "names no session": () => forge(ann, { claims: { sid: undefined } }),
  "names somebody else in my session": () => forge(ann, { claims: { sub: bob.id } }),
  "names a session that never was": () => forge(ann, { claims: { sid: crypto.randomUUID() } }),
  "names a session by a pattern": () => forge(ann, { claims: { sid: { $gt: "" } } }),
  "was changed after it was signed": () => swapped(1, encodePart({ ...claimsOf(ann), sub: bob.id })),
  "has a bit of its signature flipped": () =>
    swapped(
      2,
      (ann.token.split(".")[2] ?? "").replace(/^./, (c) => (c === "A" ? "B" : "A")),
    ),
  "has its signature in another spelling": () => swapped(2, respelt(ann.token.split(".")[2] ?? "")),
  "has its signature padded": () => `${ann.token}=`,
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
    expect(await judge(forge(ann, { header: more }))).toEqual(good);
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
  const open = async (token: string) => {
    const line = await Line.open();
    line.say({ type: "hello", token });
    await line.hears("welcome");
    return line;
  };

  test("closes 4401 when nobody renews it, and stays open when somebody does", async () => {
    const [carol] = await guests(1);
    const brief = () => lasting(carol, 2000).token;
    const [left, renewed] = await Promise.all([open(brief()), open(brief())]);
    renewed.say({ type: "renew", token: carol.token });
    const { expiresAt } = await renewed.hears("renewed");
    expect(expiresAt).toBe(claimsOf(carol).exp * 1000);
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
