import { afterAll, afterEach, beforeAll, describe, expect, spyOn, test } from "bun:test";
import { availableParallelism } from "node:os";

import { call, Guest, guests, house, openHouse } from "../testing/people/guests";
import { check } from "./passwords";

// The server while many passwords wait to be hashed. ATTACKERS=40 is the full load.

beforeAll(() => openHouse({ LIMITS: "default", TRUST_PROXY: "127.0.0.0/8" }));
afterAll(() => house.close());

const ATTACKERS = Number(process.env["ATTACKERS"] ?? 4);
const AT_ONCE = Math.max(1, availableParallelism() - 1);
const WAITING = 160 * AT_ONCE;
// Verified without delay once released.
const WRONG = "not the password";

const aName = () => `n${crypto.randomUUID().slice(0, 13)}`;
const anAddress = () => `10.${crypto.getRandomValues(new Uint8Array(3)).join(".")}`;
const signIn = (username: string, password: string, address = anAddress()) =>
  call("POST", "/api/sessions", { username, password }, { "x-forwarded-for": address });
const answerOf = ({ status, body }: Awaited<ReturnType<typeof signIn>>) => [status, body.code, body.detail];

/** Records the passwords being verified, in the order of their start; while held, none finishes. */
function watch(isHeld: boolean) {
  const real = Bun.password.verify.bind(Bun.password);
  const begun: string[] = [];
  const { promise: open, resolve: letGo } = Promise.withResolvers<void>();
  if (!isHeld) letGo();
  const spy = spyOn(Bun.password, "verify").mockImplementation(async (password, hash) => {
    begun.push(password as string);
    await open;
    return password === WRONG ? false : real(password, hash);
  });
  const end = () => {
    letGo();
    spy.mockRestore();
  };
  return { begun, letGo, end };
}

let hashing: ReturnType<typeof watch> | undefined;
afterEach(() => hashing?.end());

describe("while the line is full", () => {
  const fillTheLine = () =>
    Promise.all(
      Array.from({ length: AT_ONCE + WAITING }, (_, nth) => check(WRONG, undefined, { own: `${nth}` })),
    );

  test("nobody's try is a guess, and a name that nobody has is answered as any other, then and later", async () => {
    const [ann] = await guests(1);
    const address = anAddress();
    hashing = watch(true);
    const filled = fillTheLine();
    for (let round = 0; round < 11; round++) {
      const [known, unknown] = await Promise.all([
        signIn(ann.username, Guest.password, address),
        signIn("nobody.at.all", WRONG, address),
      ]);
      expect(answerOf(known)).toEqual([503, "overloaded", undefined]);
      expect(answerOf(unknown)).toEqual(answerOf(known));
      expect(known.headers.get("retry-after")).toBe("5");
    }
    hashing.letGo();
    await filled;
    expect((await signIn(ann.username, Guest.password, address)).status).toBe(201);
    const [known, unknown] = await Promise.all([
      signIn(ann.username, WRONG, address),
      signIn("nobody.at.all", WRONG, address),
    ]);
    expect(answerOf(known)).toEqual([401, "unauthenticated", expect.any(String)]);
    expect(answerOf(unknown)).toEqual(answerOf(known));
  });

  test("a password that could not be changed counts as no change", async () => {
    const [ann] = await guests(1);
    const change = () =>
      ann.call("PUT", "/api/me/password", { current: Guest.password, next: "a new hot potato" });
    hashing = watch(true);
    const filled = fillTheLine();
    for (let round = 0; round < 11; round++) expect((await change()).status).toBe(503);
    hashing.letGo();
    await filled;
    expect((await change()).status).toBe(204);
  });
});

test("guesses that come all at once are no more than one after the other", async () => {
  const [name, address] = [aName(), anAddress()];
  hashing = watch(true);
  const busy = check(WRONG, undefined, { own: "busy" });
  const answers = Array.from({ length: 15 }, () => signIn(name, WRONG, address));
  const early: Awaited<(typeof answers)[number]>[] = [];
  const five = Promise.withResolvers<void>();
  const note = async (answer: (typeof answers)[number]) => {
    early.push(await answer);
    if (early.length === 5) five.resolve();
  };
  const noted = answers.map(note);
  await five.promise;
  // Undecided attempts may turn out not to be guesses.
  for (const { status, headers } of early) expect([status, headers.get("retry-after")]).toEqual([429, "5"]);
  hashing.letGo();
  await busy;
  await Promise.all(noted);
  expect(early.map(({ status }) => status)).toEqual([...Array(5).fill(429), ...Array(10).fill(401)]);
  const late = await signIn(name, WRONG, address);
  expect([late.status, Number(late.headers.get("retry-after")) > 5]).toEqual([429, true]);
});

test(`${ATTACKERS} who keep changing their password keep nobody out`, async () => {
  const attackers = await guests(ATTACKERS);
  const [ann, bob] = await guests(2);
  hashing = watch(false);
  const { begun } = hashing;
  const attack = { isOver: false };
  const warm = attackers.map(() => Promise.withResolvers<void>());
  const attacks = attackers.map(async (attacker, nth) => {
    let [current, next] = [Guest.password, "another hot potato"];
    for (let status = 204; !attack.isOver && status !== 429;) {
      ({ status } = await attacker.call("PUT", "/api/me/password", { current, next }));
      if (status === 204) [current, next] = [next, current];
      warm[nth]!.resolve();
    }
    warm[nth]!.resolve();
  });
  await Promise.all(warm.map(({ promise }) => promise));
  const took: number[] = [];
  for (const honest of [ann, bob, ann, bob, ann]) {
    const [before, at] = [begun.length, performance.now()];
    expect((await signIn(honest.username, Guest.password)).status).toBe(201);
    took.push(performance.now() - at);
    // In FIFO order, as many as there are attackers would begin before the honest one.
    expect(begun.length - before).toBeLessThan(Math.max(4, ATTACKERS / 2));
  }
  attack.isOver = true;
  await Promise.all(attacks);
  if (process.env["ATTACKERS"]) console.log("an honest sign-in took, in ms:", took.map(Math.round));
}, 60_000);
