import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { consume } from "../capacity/limits";
import { cookiesOf } from "../testing/people/devices";
import { call, Guest, guests, house, openHouse } from "../testing/people/guests";

// Guesses lock an account for the guesser, not for its owner. Earlier guesses are added to the counters directly, since each
// would cost a hash.

beforeAll(() => openHouse({ LIMITS: "default", TRUST_PROXY: "127.0.0.0/8" }));
afterAll(() => house.close());

const anAddress = () => `10.${crypto.getRandomValues(new Uint8Array(3)).join(".")}`;
const aName = () => `n${crypto.randomUUID().slice(0, 13)}`;
type Where = { address?: string; cookie?: string; deviceToken?: string };
const signIn = (
  username: string,
  password: string,
  { address = anAddress(), cookie, deviceToken }: Where = {},
) =>
  call(
    "POST",
    "/api/sessions",
    { username, password, ...(deviceToken && { client: "app", deviceToken }) },
    { "x-forwarded-for": address, ...(cookie && { cookie }) },
  );
const right = (username: string, where?: Where) => signIn(username, Guest.password, where);
const wrong = (username: string, where?: Where) => signIn(username, "not the password", where);
const statusOf = async (answer: ReturnType<typeof signIn>) => (await answer).status;
const answerOf = ({ status, body, headers }: Awaited<ReturnType<typeof signIn>>) => [
  status,
  body,
  headers.get("retry-after"),
];

/** The cookies of a response, for the next request. */
const kept = (answer: Awaited<ReturnType<typeof signIn>>, name: string): string =>
  cookiesOf(answer)
    .map((cookie) => cookie.split(";")[0] ?? "")
    .find((pair) => pair.startsWith(`${name}=`)) ?? "";
const browserOf = async (username: string): Promise<string> => kept(await right(username), "potato-device");

const closeTo = (username: string) => consume("guessesFromAll", username, 200);
const closeAt = (address: string) => consume("guessesByAddress", address, 200);

describe("an account that is closed by guesses from many addresses", () => {
  test("is open on devices and at addresses where its owner has been in, and to nobody else", async () => {
    const [ann, bob] = await guests(2);
    const [home, cookie] = [anAddress(), await browserOf(ann.username)];
    await right(ann.username, { address: home });
    const app = (await signIn(ann.username, Guest.password, { deviceToken: "none" })).body.deviceToken;
    closeTo(ann.username);
    expect(await statusOf(right(ann.username))).toBe(429);
    expect(await statusOf(right(ann.username, { cookie }))).toBe(201);
    expect(await statusOf(right(ann.username, { deviceToken: app }))).toBe(201);
    expect(await statusOf(right(ann.username, { address: home }))).toBe(201);
    const others = await browserOf(bob.username);
    expect(await statusOf(right(ann.username, { cookie: others }))).toBe(429);
    const forged = [
      cookie.replace(/.$/, (c) => (c === "A" ? "B" : "A")),
      "potato-device=x",
      "potato-device=",
    ];
    for (const one of forged) expect(await statusOf(right(ann.username, { cookie: one }))).toBe(429);
  });

  test("is so after ten from each of 20 addresses, and not before", async () => {
    const [ann] = await guests(1);
    const { username } = ann;
    const cookie = await browserOf(username);
    // Only the last guesses are sent; the others are counted directly.
    consume("guessesFromAll", username, 180);
    for (let nth = 0; nth < 20; nth++) {
      const address = anAddress();
      consume("guesses", `${username} ${address}`, 9);
      expect(await statusOf(wrong(username, { address }))).toBe(401);
    }
    expect(await statusOf(wrong(username))).toBe(429);
    expect(await statusOf(right(username, { cookie }))).toBe(201);
  });

  test("is open where its owner only came back by a refresh", async () => {
    const [ann] = await guests(1);
    const address = anAddress();
    const { refreshToken } = ann;
    await call("POST", "/api/sessions/refresh", { refreshToken }, { "x-forwarded-for": address });
    closeTo(ann.username);
    expect(await statusOf(right(ann.username, { address }))).toBe(201);
  });
});

describe("an address from which 200 guesses came", () => {
  test("is open to those who have been in there, or on the device they bring", async () => {
    const [ann, bob, carol] = await guests(3);
    const address = anAddress();
    await right(ann.username, { address });
    const cookie = await browserOf(bob.username);
    closeAt(address);
    expect(await statusOf(right(ann.username, { address }))).toBe(201);
    expect(await statusOf(right(bob.username, { address, cookie }))).toBe(201);
    expect(await statusOf(right(carol.username, { address }))).toBe(429);
  });

  test("tells nobody who has been in there: a wrong password is answered as anyone's is", async () => {
    const [ann] = await guests(1);
    const address = anAddress();
    await right(ann.username, { address });
    closeAt(address);
    const nobody = aName();
    for (let round = 0; round < 12; round++) {
      const [known, unknown] = [await wrong(ann.username, { address }), await wrong(nobody, { address })];
      expect(known.status).toBe(429);
      expect(answerOf(known).slice(0, 2)).toEqual(answerOf(unknown).slice(0, 2));
    }
  });
});

describe("a known device", () => {
  test("has ten tries, and no more by signing in or by a second mark", async () => {
    const [ann] = await guests(1);
    const cookie = await browserOf(ann.username);
    const again = kept(await right(ann.username, { cookie }), "potato-device");
    expect(again).toBe(cookie);
    consume("guesses", `device ${cookie.split(".")[1]}`, 9);
    expect(await statusOf(wrong(ann.username, { cookie }))).toBe(401);
    expect(await statusOf(wrong(ann.username, { cookie }))).toBe(429);
    expect(await statusOf(right(ann.username, { cookie }))).toBe(429);
    // A client that discards the token is a stranger.
    expect(await statusOf(right(ann.username))).toBe(201);
  });

  test("is known for each who shares it, the last four", async () => {
    const people = await guests(5);
    let cookie = "";
    for (const { username } of people) {
      cookie = kept(await right(username, { cookie }), "potato-device");
      closeTo(username);
    }
    const answers = await Promise.all(people.map(({ username }) => statusOf(right(username, { cookie }))));
    expect(answers).toEqual([429, 201, 201, 201, 201]);
  });

  test("is forgotten with the password, but for the one on which it was changed", async () => {
    const [ann] = await guests(1);
    const [here, there] = [await browserOf(ann.username), await browserOf(ann.username)];
    const next = "a new hot potato";
    const authorization = `Bearer ${ann.token}`;
    const changed = await call(
      "PUT",
      "/api/me/password",
      { current: Guest.password, next },
      { authorization, cookie: here },
    );
    expect(changed.status).toBe(204);
    closeTo(ann.username);
    expect(await statusOf(signIn(ann.username, next, { cookie: there }))).toBe(429);
    expect(await statusOf(signIn(ann.username, next, { cookie: here }))).toBe(429);
    const fresh = kept(changed, "potato-device");
    expect(await statusOf(signIn(ann.username, next, { cookie: fresh }))).toBe(201);
  });
});

describe("a refresh", () => {
  const refresh = (refreshToken: string, address: string) =>
    call("POST", "/api/sessions/refresh", { refreshToken }, { "x-forwarded-for": address });

  test("rightly signed is counted by whose it is, not by where: 600 bad ones close it to nobody there", async () => {
    const [ann] = await guests(1);
    const address = anAddress();
    consume("badRefreshes", address, 600);
    expect(await statusOf(refresh("x", address))).toBe(429);
    expect(await statusOf(refresh(ann.refreshToken, address))).toBe(200);
    expect(await statusOf(right(ann.username, { address }))).toBe(201);
  });

  test("of one person has a limit of its own", async () => {
    const [ann, bob] = await guests(2);
    consume("refreshes", ann.id, 119);
    expect(await statusOf(refresh(ann.refreshToken, anAddress()))).toBe(200);
    expect(await statusOf(refresh(ann.refreshToken, anAddress()))).toBe(429);
    expect(await statusOf(refresh(bob.refreshToken, anAddress()))).toBe(200);
  });
});

test("two hundred people behind one address sign in one after the other, mistypers among them", async () => {
  const [ann] = await guests(1);
  const address = anAddress();
  consume("guessesByAddress", address, 150);
  consume("visits", address, 250);
  const cookie = await browserOf(ann.username);
  for (let round = 0; round < 5; round++) expect(await statusOf(right(ann.username, { address }))).toBe(201);
  // Too many requests of strangers at an address lock it for strangers.
  consume("visits", address, 345);
  expect(await statusOf(right(ann.username, { address }))).toBe(429);
  expect(await statusOf(right(ann.username, { address, cookie }))).toBe(201);
});

test("a password is changed ten times an hour at most; what failed is no change", async () => {
  const [ann] = await guests(1);
  const change = (current: string, next: string) => ann.call("PUT", "/api/me/password", { current, next });
  consume("passwordChanges", ann.id, 9);
  expect(await statusOf(change("not the password", "a new hot potato"))).toBe(403);
  expect(await statusOf(change(Guest.password, "password1"))).toBe(422);
  expect(await statusOf(change(Guest.password, "a new hot potato"))).toBe(204);
  expect(await statusOf(change("a new hot potato", Guest.password))).toBe(429);
});

test("right passwords are a hundred an hour, of one person from one address", async () => {
  const [ann] = await guests(1);
  const address = anAddress();
  consume("signIns", `${ann.id} ${address}`, 99);
  expect(await statusOf(right(ann.username, { address }))).toBe(201);
  expect(await statusOf(right(ann.username, { address }))).toBe(429);
  expect(await statusOf(right(ann.username))).toBe(201);
});
