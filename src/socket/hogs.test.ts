import { afterAll, beforeAll, expect, test } from "bun:test";

import * as crowds from "../../db/accounts/crowd";
import * as accounts from "../../db/accounts/open";
import { type Guest, guests } from "../testing/people/guests";
import { type Process, startProcess } from "../testing/servers/processes";

// Users who stay within their limits and do what costs most must not slow others down. `bun run campaign hogs` runs for 15 s.
const SECONDS = Number(process.env["SECONDS"] ?? 2);
const JWT_SECRET = "a secret of this test alone, long enough";
// In ms: a message is received within this, whatever others do.
const HEARD_MS = 1000;

let server: Process;
let hogs: Guest[];
let ann: Guest;
let bob: Guest;

beforeAll(async () => {
  const env = { LIMITS: "default", JWT_SECRET };
  const before = await startProcess(env);
  [ann, bob, ...hogs] = await guests(10);
  await before.kill("SIGTERM");
  accounts.open(before.dir);
  const [other] = crowds.crowd(1);
  crowds.groups([other!, hogs[0]!.id], 1500);
  accounts.close();
  server = await startProcess(env, before.dir);
}, 30_000);
afterAll(() => server.close());

/** The longest delay of a message, in ms, of ten sent per second while `load` runs. */
async function longest(load: () => Promise<unknown>): Promise<number> {
  const room = await ann.group("quiet", [bob]);
  const [mouth, ear] = [await ann.socket(), await bob.socket()];
  const over = new AbortController();
  const loading = load().finally(() => over.abort());
  const times: number[] = [];
  while (!over.signal.aborted) {
    const clientId = crypto.randomUUID();
    const begun = performance.now();
    mouth.say({ type: "message.send", roomId: room.id, clientId, text: "still there?" });
    await ear.hears("message.new", ({ message }) => message.clientId === clientId, 30_000);
    times.push(performance.now() - begun);
    await Bun.sleep(100);
  }
  await loading;
  for (const line of [mouth, ear]) line.close();
  times.sort((a, b) => a - b);
  const [p50, p99, last] = [0.5, 0.99, 1].map((part) => times[Math.ceil(times.length * part) - 1]!);
  console.log(`${times.length} heard: p50 ${p50}, p99 ${p99}, longest ${last} ms`);
  return last!;
}

const isOn = (begun: number) => performance.now() - begun < SECONDS * 1000;

/** As many fields as 47 KB hold, different ones each time. */
function swollen(nth: number): string {
  const fields = Array.from({ length: 4700 }, (_, n) => `"${nth.toString(36)}${n.toString(36)}":0`);
  return `{"type":"ping",${fields.join(",")}}`;
}
const pings = Array.from({ length: 30 }, (_, nth) => swollen(nth));

/** 98 frames a second, on a socket that reconnects whenever it is closed. */
async function ping(hog: Guest, frames: string[]): Promise<void> {
  const begun = performance.now();
  for (let sent = 0; isOn(begun);) {
    const line = await hog.socket().catch(() => undefined);
    while (line?.ws.readyState === WebSocket.OPEN && isOn(begun)) {
      for (const due = ((performance.now() - begun) / 1000) * 98; sent < due; sent++)
        line.ws.send(frames[sent % frames.length]!);
      line.received.length = 0;
      await Bun.sleep(10);
    }
    line?.close();
  }
}

/** Connects, and reconnects as soon as a welcome begins. Does not read it: that would be work of this process. */
async function comeAndGo(hog: Guest): Promise<void> {
  const begun = performance.now();
  while (isOn(begun)) {
    const ws = new WebSocket(`${server.url.replace("http", "ws")}/ws`);
    ws.addEventListener("open", () => ws.send(JSON.stringify({ type: "hello", token: hog.token })));
    const over = Promise.withResolvers<unknown>();
    for (const event of ["message", "close"]) ws.addEventListener(event, over.resolve, { once: true });
    await Promise.race([over.promise, Bun.sleep(SECONDS * 1000)]);
    ws.close();
  }
}

test("eight people who ping with 47 KB of fields, 98 times a second each, hold up nobody", async () => {
  const load = () => Promise.all(hogs.map((hog) => ping(hog, pings)));
  expect(await longest(load)).toBeLessThan(HEARD_MS);
}, 60_000);

test("someone in 1,500 rooms whose 60 sockets come and go in a loop holds up nobody", async () => {
  const load = () => Promise.all(Array.from({ length: 60 }, () => comeAndGo(hogs[0]!)));
  expect(await longest(load)).toBeLessThan(HEARD_MS);
}, 60_000);
