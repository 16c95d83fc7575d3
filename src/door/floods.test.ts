import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";

import { call, type Guest, guests, house, within } from "../testing/people/guests";
import { type Process, startProcess } from "../testing/servers/processes";
import { Raw } from "../testing/wire/raw";

// Endless bodies, or bodies that are expensive to parse, do not slow others down. `bun run campaign bodies`: 1,900 of them.
const ENDLESS = Number(process.env["ENDLESS"] ?? 100);
const NESTED = Number(process.env["NESTED"] ?? 30);
const CHUNKS = Number(process.env["CHUNKS"] ?? 60_000);
const JSON_TYPE = { "Content-Type": "application/json" };
const KB = 1024;
const MB = 1024 * KB;
// The most bodies in progress from one address, without a sign-in (bounds/incoming.ts).
const AT_ONCE = 64;

let server: Process;
let ann: Guest;
beforeAll(async () => {
  server = await startProcess({ LIMITS: "default" });
  [ann] = await guests(1);
}, 20_000);
afterAll(() => server.close());

const rss = (): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) * KB;

/** The server's CPU time in ms, independent of other load. The kernel counts in hundredths of a second. */
const cpu = () => Number(readFileSync(`/proc/${server.pid}/stat`, "utf8").split(" ")[13]) * 10;

/** Response times of another user meanwhile, in ms, ascending. */
async function waits(load: Promise<unknown>): Promise<number[]> {
  const over = new AbortController();
  void load.finally(() => over.abort());
  const times: number[] = [];
  while (!over.signal.aborted) {
    const begun = performance.now();
    expect((await call("GET", "/health")).status).toBe(200);
    times.push(performance.now() - begun);
    await Bun.sleep(5);
  }
  await load;
  return times.toSorted((a, b) => a - b);
}
const p99 = (times: number[]) => times[Math.floor(times.length * 0.99)]!;

test("bodies that never end are refused beyond what one address may have, and end within seconds", async () => {
  const before = rss();
  const headers = { ...JSON_TYPE, "Content-Length": String(16 * KB) };
  const begun = performance.now();
  const raws = await Promise.all(
    Array.from({ length: ENDLESS }, async () => {
      const raw = await Raw.request("POST /api/sessions", headers);
      raw.write("x".repeat(16 * KB - 1));
      return { status: (await within(9000, raw.head())).slice(9, 12), raw, ms: performance.now() - begun };
    }),
  );
  const most = rss() - before;
  const of = (status: string) => raws.filter((one) => one.status === status);
  // Some may have ended before the last began.
  expect(of("429").length).toBeGreaterThan(0);
  expect(of("408").length).toBeGreaterThanOrEqual(Math.min(AT_ONCE, ENDLESS));
  expect(of("408").length + of("429").length).toBe(ENDLESS);
  for (const { ms } of of("408")) expect(ms).toBeGreaterThan(4000);
  await within(2000, Promise.all(of("408").map(({ raw }) => raw.ended)));
  for (const { raw } of raws) raw.close();
  console.log(`${ENDLESS} bodies without end: + ${Math.round(most / MB)} MB`);
  // With 1,900 and every body buffered it was + 700 MB.
  expect(most).toBeLessThan(100 * MB);
  expect((await ann.call("PATCH", "/api/me", { status: "still here" })).status).toBe(200);
}, 30_000);

test("a body of chunks of one byte each keeps nobody waiting", async () => {
  const headers = { ...JSON_TYPE, "Transfer-Encoding": "chunked", Authorization: `Bearer ${ann.token}` };
  const body = `{"kind":"group","title":"Chunks","memberIds":[]${" ".repeat(CHUNKS)}}`;
  const chunks = [...body].map((one) => `1\r\n${one}\r\n`).join("");
  const before = cpu();
  for (let nth = 0; nth < 5; nth++) {
    const raw = await Raw.request("POST /api/rooms", headers);
    raw.write(`${chunks}0\r\n\r\n`);
    expect(await within(5000, raw.head())).toStartWith("HTTP/1.1 201 ");
    raw.close();
  }
  const ms = (cpu() - before) / 5;
  console.log(`${CHUNKS} chunks of one byte: ${ms} ms`);
  expect(ms).toBeLessThan(100);
}, 30_000);

test("bodies of nested objects from one address keep nobody waiting, and are dear to nobody once refused", async () => {
  const objects = (kB: number) => `{"more":[${'{"a":{"b":{"c":{}}}},'.repeat(kB * 48).slice(0, -1)}]}`;
  const token = { Authorization: `Bearer ${ann.token}` };
  // Too long, and the longest allowed: anonymous, and signed in.
  const kinds = [
    { path: "/api/sessions", body: objects(214), headers: JSON_TYPE },
    { path: "/api/sessions", body: objects(15), headers: JSON_TYPE },
    { path: "/api/rooms", body: objects(95), headers: { ...JSON_TYPE, ...token } },
  ];
  const end = performance.now() + 2000;
  const statuses: number[] = [];
  const before = cpu();
  const flood = async (_: unknown, nth: number) => {
    const { path, ...asked } = kinds[nth % kinds.length]!;
    while (performance.now() < end)
      statuses.push((await fetch(house.url + path, { method: "POST", ...asked })).status);
  };
  const times = await waits(Promise.all(Array.from({ length: NESTED }, flood)));
  const ms = (cpu() - before) / (statuses.length + times.length);
  const what = `${NESTED} senders of nested objects, ${statuses.length} bodies`;
  console.log(`${what}: ${ms.toFixed(1)} ms each, others wait p99 ${p99(times).toFixed(0)} ms`);
  // Before, the longest took 15 ms, because it was walked.
  expect(ms).toBeLessThan(3);
  expect([413, 422, 429]).toEqual(expect.arrayContaining([...statuses]));
  expect(p99(times)).toBeLessThan(1000);
}, 30_000);
