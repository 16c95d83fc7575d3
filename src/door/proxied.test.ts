import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type IncomingMessage, request as ask } from "node:http";

import { missing } from "../../e2e/machines/programs/missing";
import { haproxy, startProxy } from "../../e2e/machines/proxy";
import { Guest, guests, house, openHouse, useHouse } from "../testing/people/guests";

// Behind the shipped proxy: a client cannot forge the address that limits count by.

const reason = await missing([haproxy]);
if (reason) console.error(`Skipped: ${reason}`);

const GUESSES = 10;

// Each attempt that is verified costs a hash.
const SLOW_MS = 30_000;

type Claims = Record<string, string>;
const claiming = (address: string): Claims => ({
  "X-Forwarded-For": address,
  Forwarded: `for=${address}`,
  "X-Real-IP": address,
  "Fly-Client-IP": address,
});

/** A sign-in from this address, with these claims in its headers. */
async function signIn(from: string, username: string, password: string, claims: Claims): Promise<number> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { "Content-Type": "application/json", ...claims };
    const url = `${house.url}/api/sessions`;
    ask(url, { method: "POST", localAddress: from, headers }, resolve)
      .on("error", reject)
      .end(JSON.stringify({ username, password }));
  });
  response.resume();
  return response.statusCode!;
}

/** How often each status occurred: the requests are concurrent. */
const tally = (statuses: number[]) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(statuses, String)).map(([one, all]) => [one, all!.length]),
  );

describe.skipIf(reason !== undefined)("behind our proxy", () => {
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const opened = await openHouse({ LIMITS: "default", TRUST_PROXY: "127.0.0.1 127.0.0.7" });
    const proxy = await startProxy([house.url], ["127.0.0.7"]);
    closing.push(
      () => proxy.close(),
      () => opened.close(),
    );
    useHouse({ ...house, url: proxy.url });
  }, 60_000);
  afterAll(async () => {
    for (const close of closing) await close();
  });

  test(
    "forty guesses under forty claimed addresses are of one address, and another is counted apart",
    async () => {
      const [ann] = await guests(1);
      // From the proxy's own host, whose address the server trusts.
      const guess = (nth: number) =>
        signIn("127.0.0.1", ann.username, "not the password", claiming(`203.0.113.${nth}`));
      const statuses = await Promise.all(Array.from({ length: 40 }, (_, nth) => guess(nth)));
      expect(tally(statuses)).toEqual({ 401: GUESSES, 429: 40 - GUESSES });
      expect(await signIn("127.0.0.3", ann.username, Guest.password, claiming("127.0.0.1"))).toBe(201);
    },
    SLOW_MS,
  );

  test(
    "people of a trusted proxy before it are counted by what that one saw",
    async () => {
      const [ann] = await guests(1);
      const behind = (claimed: string) =>
        signIn("127.0.0.7", ann.username, "not the password", claiming(claimed));
      const statuses = await Promise.all(
        Array.from({ length: GUESSES + 1 }, (_, nth) => behind(`203.0.113.${nth}, 198.51.100.1`)),
      );
      expect(tally(statuses)).toEqual({ 401: GUESSES, 429: 1 });
      expect(await behind("198.51.100.2")).toBe(401);
    },
    SLOW_MS,
  );
});

describe("behind Fly's proxy, which adds to X-Forwarded-For and writes Fly-Client-IP itself,", () => {
  beforeAll(async () => {
    await openHouse({
      LIMITS: "default",
      TRUST_PROXY: "127.0.0.1",
      CLIENT_HEADER: "Fly-Client-IP",
    });
  });
  afterAll(() => house.close());

  test(
    "people are counted by what it wrote; whoever comes past it is counted as themselves",
    async () => {
      const [ann] = await guests(1);
      const guess = (from: string, address: string, nth: number) => {
        const headers = {
          "Fly-Client-IP": address,
          "X-Forwarded-For": `203.0.113.${nth}, ${address}, 2001:db8::1`,
        };
        return signIn(from, ann.username, "not the password", headers);
      };
      const times = Array.from({ length: GUESSES + 1 }, (_, nth) => nth);
      const statuses = await Promise.all(times.map((nth) => guess("127.0.0.1", "198.51.100.1", nth)));
      expect(tally(statuses)).toEqual({ 401: GUESSES, 429: 1 });
      expect(await guess("127.0.0.1", "198.51.100.2", 0)).toBe(401);
      const past = await Promise.all(times.map((nth) => guess("127.0.0.5", `198.51.100.${nth + 10}`, nth)));
      expect(tally(past)).toEqual({ 401: GUESSES, 429: 1 });
    },
    SLOW_MS,
  );
});
