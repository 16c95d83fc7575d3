import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Refused } from "../../src/errors";
import { commit } from "./changes";
import * as accounts from "./open";
import * as primary from "./primary";

// What LiteFS says of itself, said by us: its own words are heard in src/testing/machines/litefs.test.ts.

let dir: string;
let litefs: ReturnType<typeof startLitefs>;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "potato-"));
  litefs = startLitefs();
});
afterEach(async () => {
  primary.leave();
  await litefs.stop();
  rmSync(dir, { recursive: true });
});

const number = (n: number) => n.toString(16).padStart(16, "0");
const position = (n: number, sum = 7) => `${number(n)}/${number(sum)}`;
const OTHER = "http://other.internal:3000";

function startLitefs() {
  const streams = new Set<ReadableStreamDefaultController<string>>();
  const asked = Promise.withResolvers<void>();
  let first = { isPrimary: false, hostname: OTHER };
  const line = (event: object) => `${JSON.stringify(event)}\n`;
  const server = Bun.serve({
    port: 0,
    idleTimeout: 0,
    fetch: ({ url }) => {
      if (url.endsWith("/promote")) asked.resolve();
      if (!url.endsWith("/events")) return new Response("");
      return new Response(
        new ReadableStream<string>({
          start(stream) {
            streams.add(stream);
            stream.enqueue(line({ type: "init", data: first }));
          },
        }),
      );
    },
  });
  const say = (event: object) => streams.forEach((stream) => stream.enqueue(line(event)));
  return {
    url: server.url.origin,
    asked: asked.promise,
    stop: () => server.stop(true),
    begins: (data: typeof first) => (first = data),
    wrote: (n: number, sum = 7, db = "accounts.sqlite") =>
      say({ type: "tx", db, data: { txID: number(n), postApplyChecksum: number(sum) } }),
    chose: (data: { isPrimary: boolean; hostname?: string }) => say({ type: "primaryChange", data }),
    goes: () => {
      for (const stream of streams) stream.close();
      streams.clear();
    },
  };
}

const joined = () => primary.join(dir, litefs.url);
const until = async (fits: () => boolean) => {
  while (!fits()) await primary.nextEvent(100);
};

test("without LiteFS whoever asks is the primary", () => {
  expect([primary.isReplicated(), primary.isPrimary(), primary.url()]).toEqual([false, true, undefined]);
  expect(() => primary.mustBePrimary()).not.toThrow();
});

test("a replica knows where the primary is, and begins no write", async () => {
  writeFileSync(join(dir, "accounts.sqlite-pos"), `${position(3)}\n`);
  await joined();
  expect([primary.isPrimary(), primary.url(), primary.position()]).toEqual([false, OTHER, position(3)]);
  expect(() => commit(() => 1)).toThrow("read-only");
});

test("it becomes primary, and loses that again, as LiteFS says; what was asked of the one before ends", async () => {
  await joined();
  const roles: boolean[] = [];
  primary.onRoleChange((isPrimary) => roles.push(isPrimary));
  const before = primary.leaderSignal();
  litefs.chose({ isPrimary: true });
  await until(primary.isPrimary);
  expect([primary.url(), before.aborted, primary.leaderSignal().aborted]).toEqual([undefined, true, false]);
  litefs.chose({ isPrimary: false });
  await until(() => !primary.isPrimary());
  // Nobody knows who is; who waits for one hears of it.
  const chosen = primary.leaderElected(5000);
  expect(primary.url()).toBeUndefined();
  litefs.chose({ isPrimary: false, hostname: OTHER });
  await chosen;
  expect(primary.url()).toBe(OTHER);
  expect(roles).toEqual([true, false, false]);
});

test("what fails in the middle because another one has become primary is `read-only`, and nothing else is", async () => {
  const fails = (code: string) => () => {
    throw new Refused(code as "overloaded");
  };
  expect(() => primary.orReadOnly(fails("overloaded"))).toThrow("overloaded");
  await joined();
  expect(() => primary.orReadOnly(fails("overloaded"))).toThrow("read-only");
  expect(() => primary.orReadOnly(fails("conflict"))).toThrow("conflict");
});

test("a copy is opened once it has come with its schema, and nothing is written to it", async () => {
  await joined();
  const opened = accounts.openCopy(dir);
  accounts.open(dir);
  accounts.close();
  await opened;
  expect(accounts.raw().query("SELECT count(*) AS n FROM users").get()).toEqual({ n: 0 });
  accounts.close();
});

test("whoever is the first with a schema asks to be primary, and brings it", async () => {
  await joined();
  const opened = accounts.openCopy(dir);
  await litefs.asked;
  litefs.chose({ isPrimary: true });
  await opened;
  expect(accounts.raw().query("SELECT count(*) AS n FROM users").get()).toEqual({ n: 0 });
  accounts.close();
});

test("while LiteFS is away nobody knows, until it is back", async () => {
  litefs.begins({ isPrimary: true, hostname: "" });
  await joined();
  expect(primary.isPrimary()).toBe(true);
  litefs.goes();
  await until(() => !primary.isPrimary());
  expect(primary.url()).toBeUndefined();
  await until(primary.isPrimary);
});

test("who waits for a position has it when it comes, or what came in its place, or their time is over", async () => {
  await joined();
  let moves = 0;
  primary.onReplicated(() => moves++);
  const [sixth, lost, never] = [
    primary.waitForPosition(position(6), 5000),
    primary.waitForPosition(position(6, 9), 5000),
    primary.waitForPosition(position(8), 100),
  ];
  litefs.wrote(5);
  litefs.wrote(9, 7, "another.sqlite");
  litefs.wrote(6);
  expect(await Promise.all([sixth, lost, never])).toEqual([true, true, false]);
  expect([moves, primary.position()]).toEqual([2, position(6)]);
});

test("of two positions the later has all of the earlier; of two with one number, one was lost", () => {
  expect(primary.covers(position(16), position(15))).toBe(true);
  expect(primary.covers(position(15), position(16))).toBe(false);
  expect(primary.covers(position(15), position(15))).toBe(true);
  expect(primary.covers(position(15), position(15, 8))).toBe(false);
});
