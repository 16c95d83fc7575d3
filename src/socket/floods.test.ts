import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";

import { guests, type Line } from "../testing/people/guests";
import { type Process, startProcess } from "../testing/servers/processes";
import { Raw } from "../testing/wire/raw";

// A client that does not read, or writes without end, does not slow others down. `bun run campaign readers`: 1,000 of them.
const READERS = Number(process.env["READERS"] ?? 20);
const MB = 1024 * 1024;
// The most that waits for one socket, in bytes (socket.ts).
const BACKPRESSURE = 128 * 1024;

let server: Process;
beforeAll(async () => void (server = await startProcess()));
afterAll(() => server.close());

const rss = (): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) * 1024;

/** The result of `load`, and another user's round trips meanwhile, in ms: each from sending a message to receiving it. */
async function roundTrips<T>(
  line: Line,
  roomId: string,
  load: Promise<T>,
): Promise<{ times: number[]; answer: T }> {
  const over = new AbortController();
  void load.finally(() => over.abort());
  const times: number[] = [];
  while (!over.signal.aborted) {
    const clientId = crypto.randomUUID();
    const begun = performance.now();
    line.say({ type: "message.send", roomId, clientId, text: "still there?" });
    await line.hears("message.new", ({ message }) => message.clientId === clientId);
    times.push(performance.now() - begun);
    line.received.length = 0;
  }
  return { times: times.toSorted((a, b) => a - b), answer: await load };
}

const p99 = (times: number[]): string => (times[Math.floor(times.length * 0.99)] ?? 0).toFixed(1);

// Sends more than four megabytes: the kernel buffers that much for each reader before anything waits in the server.
// Returns the server's peak memory, in bytes.
async function talk(line: Line, roomId: string): Promise<number> {
  const text = "감자".repeat(2500);
  let most = rss();
  for (let n = 0; n < 900; n++) {
    const clientId = crypto.randomUUID();
    line.say({ type: "message.send", roomId, clientId, text });
    // Sends at the speed at which messages arrive: a faster sender is rate-limited.
    if (n % 20 === 19) await line.hears("message.new", ({ message }) => message.clientId === clientId);
    line.received.length = 0;
    most = Math.max(most, rss());
  }
  return most;
}

async function reader(token: string): Promise<Raw> {
  const raw = await Raw.webSocket();
  raw.say({ type: "hello", token });
  await raw.frame();
  raw.stopReading();
  return raw;
}

test(`${READERS} who never read are closed, and cost no more memory than what may wait for them`, async () => {
  const [ann, cat] = await guests(2);
  const deaf = await guests(Math.ceil(READERS / 100));
  const [loud, quiet] = [await ann.group("loud", deaf), await cat.group("quiet")];
  const [speaker, other] = [await ann.socket(), await cat.socket()];
  const before = await roundTrips(other, quiet.id, talk(speaker, loud.id));
  const readers = await Promise.all(
    Array.from({ length: READERS }, (_, n) => reader(deaf[n % deaf.length]!.token)),
  );
  const during = await roundTrips(other, quiet.id, talk(speaker, loud.id));
  // A socket that was closed reads to its end; one whose frames were skipped would read for ever.
  for (const one of readers) one.readOn();
  await Promise.all(readers.map(({ ended }) => ended));
  // Both with the same messages, so that uncollected garbage is in both.
  const rise = during.answer - before.answer;
  console.log(
    `${READERS} readers: at most ${Math.round(rise / MB)} MB more; p99 of others, without and with them, ${p99(before.times)} and ${p99(during.times)} ms`,
  );
  expect(rise).toBeLessThan(READERS * BACKPRESSURE + 50 * MB);
}, 120_000);

// In MB. If the server kept all of it, that would be twice the limit. `PUSHED_MB=512` pushes more.
const PUSHED_MB = Number(process.env["PUSHED_MB"] ?? 128);

test(`${PUSHED_MB} MB pushed into one socket leave the memory flat`, async () => {
  const [ann] = await guests(1);
  const raw = await Raw.webSocket();
  raw.say({ type: "hello", token: ann.token });
  await raw.frame();
  const ping = { type: "ping", pad: "x".repeat(60 * 1024) };
  const start = rss();
  let most = start;
  const rounds = Math.ceil((PUSHED_MB * MB) / (60 * 1024) / 5);
  for (let n = 0; n < rounds; n++) {
    raw.say(...Array.from({ length: 5 }, (_, k) => ({ ...ping, n: n * 5 + k })));
    for (let k = 0; k < 5; k++) expect(await raw.frame()).toMatchObject({ type: "pong" });
    most = Math.max(most, rss());
  }
  console.log(`${PUSHED_MB} MB in: RSS rose by ${Math.round((most - start) / MB)} MB`);
  expect(most - start).toBeLessThan(64 * MB);
  raw.close();
}, 30_000);

test("who says more than can be stored in one go is closed, what was acked is stored, and the memory stays", async () => {
  const [ann] = await guests(1);
  const room = await ann.group("flood");
  const raw = await Raw.webSocket();
  raw.say({ type: "hello", token: ann.token });
  await raw.frame();
  const start = rss();
  const frames = Array.from({ length: 50_000 }, (_, n) => ({
    type: "message.send",
    roomId: room.id,
    clientId: `flood-id-${n}`,
    text: "x",
  }));
  raw.say(...frames);
  expect([4429, null]).toContain(await raw.closeCode());
  expect(rss() - start).toBeLessThan(64 * MB);
  expect((await ann.says(room, "and on it goes")).status).toBe(201);
}, 20_000);
