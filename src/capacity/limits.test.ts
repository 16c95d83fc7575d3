import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { call, Guest, guests, house, openHouse } from "../testing/people/guests";
import { consume } from "./limits";

// Counters outlive a server: every test uses its own names and addresses.

const anAddress = () => `10.${crypto.getRandomValues(new Uint8Array(3)).join(".")}`;
const aName = () => `n${crypto.randomUUID().slice(0, 13)}`;

const signIn = (username: string, password: string, headers: Record<string, string> = {}) =>
  call("POST", "/api/sessions", { username, password }, headers);
const wrong = (username: string, headers?: Record<string, string>) =>
  signIn(username, "not the password", headers);
const wrongTimes = async (times: number, username: string, headers?: Record<string, string>) => {
  const answers = await Promise.all(Array.from({ length: times }, () => wrong(username, headers)));
  return answers.map(({ status }) => status);
};

/** Counts earlier wrong passwords directly, since each would cost a hash. */
const guess = (times: number, name: string, address = "127.0.0.1") =>
  consume("guesses", `${name} ${address}`, times);

function expectLimited(
  { status, body, headers }: Awaited<ReturnType<typeof call>>,
  withinSeconds = 15 * 60,
): void {
  expect([status, body]).toEqual([
    429,
    { type: "about:blank", title: "Rate limited", status: 429, code: "rate-limited" },
  ]);
  const seconds = headers.get("retry-after") ?? "";
  expect(seconds).toMatch(/^[1-9]\d*$/);
  expect(Number(seconds)).toBeLessThanOrEqual(withinSeconds);
}

describe("wrong passwords", () => {
  beforeAll(() => openHouse({ LIMITS: "default" }));
  afterAll(() => house.close());

  test("are ten for an account; then it is closed for a while to who guesses, even if they guess right", async () => {
    const [ann, bob] = await guests(2);
    expect(await wrongTimes(10, ann.username)).toEqual(Array(10).fill(401));
    expectLimited(await wrong(ann.username));
    expectLimited(await signIn(ann.username.toUpperCase(), Guest.password));
    expect((await ann.call("GET", "/api/me")).status).toBe(200);
    expect((await signIn(bob.username, Guest.password)).status).toBe(201);
  });

  test("are as many for a name that nobody has: the limit does not tell who exists", async () => {
    const name = aName();
    guess(9, name);
    expect((await wrong(name)).status).toBe(401);
    expectLimited(await wrong(name));
  });

  test("are forgotten after the right one", async () => {
    const [ann] = await guests(1);
    guess(8, ann.username);
    expect(await wrongTimes(1, ann.username)).toEqual([401]);
    expect((await signIn(ann.username, Guest.password)).status).toBe(201);
    expect(await wrongTimes(2, ann.username)).toEqual([401, 401]);
  });

  test("are ten as well where who is signed in must say theirs again", async () => {
    const [ann] = await guests(1);
    const change = (current: string) =>
      ann.call("PUT", "/api/me/password", { current, next: "a new hot potato" });
    const leave = (password: string) => ann.call("DELETE", "/api/me", { password });
    consume("guesses", `session ${ann.refreshToken.split(".")[0]}`, 8);
    expect((await change("not the password")).status).toBe(403);
    expect((await leave("not the password")).status).toBe(403);
    expectLimited(await change(Guest.password));
    expectLimited(await leave(Guest.password));
  });

  test("are counted together whatever address a header claims: without TRUST_PROXY nobody is believed", async () => {
    const name = aName();
    const claims = () => ({
      "x-forwarded-for": anAddress(),
      forwarded: `for=${anAddress()}`,
      "x-real-ip": anAddress(),
    });
    guess(8, name);
    for (let round = 0; round < 2; round++) expect((await wrong(name, claims())).status).toBe(401);
    expectLimited(await wrong(name, claims()));
    expectLimited(await wrong(name));
  });
});

describe("behind a proxy that TRUST_PROXY names", () => {
  beforeAll(() => openHouse({ LIMITS: "default", TRUST_PROXY: "127.0.0.0/8, 192.168.0.0/16" }));
  afterAll(() => house.close());
  const from = (...hops: string[]) => ({ "x-forwarded-for": hops.join(", ") });

  test("guesses are counted by the address that it saw", async () => {
    const [name, mine, other] = [aName(), anAddress(), anAddress()];
    guess(8, name, mine);
    expect(await wrongTimes(2, name, from(mine))).toEqual([401, 401]);
    expectLimited(await wrong(name, from(mine)));
    expect((await wrong(name, from(other))).status).toBe(401);
    // Earlier entries were in the request when it reached the proxy: a client may have forged them.
    expectLimited(await wrong(name, from(anAddress(), mine)));
    expectLimited(await wrong(name, from(anAddress(), "nonsense", mine)));
    // Later entries were added by further proxies of ours.
    expectLimited(await wrong(name, from(mine, "192.168.7.7")));
  });

  test("one network of IPv6 counts as one address, however many it has", async () => {
    const name = aName();
    const inNetwork = (last: string) => from(`2001:db8:1:2::${last}`);
    for (let n = 1; n <= 10; n++) expect((await wrong(name, inNetwork(`${n}`))).status).toBe(401);
    expectLimited(await wrong(name, inNetwork("ffff")));
    expect((await wrong(name, from("2001:db8:1:3::1"))).status).toBe(401);
  });

  test("a last address that is none counts as the proxy's own, never as the one before it", async () => {
    const name = aName();
    guess(9, name);
    expect((await wrong(name, from(anAddress(), "unknown"))).status).toBe(401);
    expectLimited(await wrong(name, from(anAddress(), "unknown")));
    expectLimited(await wrong(name, from("")));
    expectLimited(await wrong(name));
  });

  test("an address has its own limit of guesses, over all names; right ones are none", async () => {
    const address = anAddress();
    const [ann, bob] = await guests(2);
    consume("guessesByAddress", address, 199);
    for (let round = 0; round < 2; round++)
      expect((await signIn(ann.username, Guest.password, from(address))).status).toBe(201);
    expect((await wrong(aName(), from(address))).status).toBe(401);
    expectLimited(await wrong(aName(), from(address)));
    expectLimited(await signIn(bob.username, Guest.password, from(address)));
    expect((await signIn(bob.username, Guest.password, from(anAddress()))).status).toBe(201);
  });

  test("an account has its own limit of guesses, over all addresses", async () => {
    const name = aName();
    consume("guessesFromAll", name, 199);
    expect((await wrong(name, from(anAddress()))).status).toBe(401);
    expectLimited(await wrong(name, from(anAddress())));
  });

  test("an address has its own limit of sign-ups, and of everything else that strangers ask", async () => {
    const signUp = (address: string) =>
      call(
        "POST",
        "/api/users",
        { username: aName(), password: Guest.password, nickname: aName() },
        from(address),
      );
    const address = anAddress();
    consume("signUps", address, 99);
    expect((await signUp(address)).status).toBe(201);
    expectLimited(await signUp(address), 3600);
    const busy = anAddress();
    consume("visits", busy, 600);
    expectLimited(await signIn(aName(), "not the password", from(busy)), 30);
    // Rate limits are checked before the body is validated.
    expectLimited(await call("POST", "/api/users", {}, from(busy)), 30);
  });

  test("an address may ask for few names, each counted, so that nobody lists who is here", async () => {
    const address = anAddress();
    const ask = (query: string) => call("GET", `/api/users/availability?${query}`, undefined, from(address));
    consume("names", address, 297);
    expect((await ask("username=some.body&nickname=someone")).status).toBe(200);
    expectLimited(await ask("username=some.body&nickname=someone"), 3600);
    expect((await ask("username=some.body")).status).toBe(200);
    expectLimited(await ask("username=some.body"), 3600);
  });

  test("someone signed in is counted by who they are, not by where: no address helps, and no token is no name", async () => {
    const [ann, bob] = await guests(2);
    consume("calls", ann.id, 600);
    const asking = { authorization: `Bearer ${ann.token}`, ...from(anAddress()) };
    expectLimited(await call("GET", "/api/me", undefined, asking), 30);
    expectLimited(await call("PATCH", "/api/me", { nickname: 7 }, asking), 30);
    expect((await bob.call("GET", "/api/me")).status).toBe(200);
    expect((await call("GET", "/api/me", undefined, { ...asking, authorization: "Bearer x" })).status).toBe(
      401,
    );
    expect((await call("GET", "/health", undefined, asking)).status).toBe(200);
  });
});

test("with LIMITS=off nothing is counted", async () => {
  await openHouse();
  try {
    expect(await wrongTimes(11, aName())).toEqual(Array(11).fill(401));
  } finally {
    await house.close();
  }
});
