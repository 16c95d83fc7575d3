import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type IncomingMessage, request as ask } from "node:http";

import { missing } from "../../e2e/machines/programs/missing";
import { haproxy, startProxy } from "../../e2e/machines/proxy";
import { Guest, guests, house, openHouse, useHouse } from "../guests";

// Behind the very proxy that is shipped: whom a limit counts is nothing that anyone can say of themselves.

const reason = await missing([haproxy]);
if (reason) console.error(`Skipped: ${reason}`);

const GUESSES = 10;

/** A sign-in that comes from this address, and says that it comes from elsewhere. */
async function signIn(from: string, username: string, password: string, claimed: string): Promise<number> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = {
      "Content-Type": "application/json",
      "X-Forwarded-For": claimed,
      Forwarded: `for=${claimed}`,
      "X-Real-IP": claimed,
      "Fly-Client-IP": claimed,
    };
    const url = `${house.url}/api/sessions`;
    ask(url, { method: "POST", localAddress: from, headers }, resolve)
      .on("error", reject)
      .end(JSON.stringify({ username, password }));
  });
  response.resume();
  return response.statusCode!;
}

describe.skipIf(reason !== undefined)("behind our proxy", () => {
  const closing: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const { close } = await openHouse({ LIMITS: "default", TRUST_PROXY: "127.0.0.1 127.0.0.7" });
    const proxy = await startProxy([house.url], ["127.0.0.7"]);
    closing.push(() => proxy.close(), close);
    useHouse({ ...house, url: proxy.url });
  }, 60_000);
  afterAll(async () => {
    for (const close of closing) await close();
  });

  // Each that is looked at costs a hash.
  const SLOW_MS = 30_000;

  test(
    "forty guesses under forty claimed addresses are of one address, and another is counted apart",
    async () => {
      const [ann] = await guests(1);
      // From the proxy's own computer, whose address the server believes.
      const guess = (nth: number) =>
        signIn("127.0.0.1", ann.username, "not the password", `203.0.113.${nth}`);
      const statuses = await Promise.all(Array.from({ length: 40 }, (_, nth) => guess(nth)));
      expect(statuses.toSorted()).toEqual(Array.from({ length: 40 }, (_, nth) => (nth < GUESSES ? 401 : 429)));
      expect(await signIn("127.0.0.3", ann.username, Guest.password, "127.0.0.1")).toBe(201);
    },
    SLOW_MS,
  );

  test(
    "people of a trusted proxy before it are counted by what that one saw",
    async () => {
      const [ann] = await guests(1);
      const behind = (claimed: string) => signIn("127.0.0.7", ann.username, "not the password", claimed);
      const statuses = await Promise.all(
        Array.from({ length: GUESSES + 1 }, (_, nth) => behind(`203.0.113.${nth}, 198.51.100.1`)),
      );
      expect(statuses.toSorted()).toEqual([...Array(GUESSES).fill(401), 429]);
      expect(await behind("198.51.100.2")).toBe(401);
    },
    SLOW_MS,
  );
});
