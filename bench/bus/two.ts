// What the second machine adds: two whole servers on one chat, Redis between them. In each room one speaks and one hears on
// the first machine, and one hears on the second; open loop, so many messages a second. The history is a stand-in of
// MongoDB that answers and keeps nothing, for any that runs here would be what is measured.
// `bun bench/bus/two.ts [messages a second] [seconds] [rooms]`
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { build, type Histogram } from "hdr-histogram-js";

import { startRedis } from "../../e2e/machines/redis";
import type { Person } from "../generator/dialect";
import { startStandIn } from "../history/start";
import { ours } from "../peers/ours/peer";
import { start } from "../peers/start";
import { measured } from "./traffic";

const [rate, seconds, rooms] = [5000, 20, 300].map((usual, nth) =>
  Number(process.argv[nth + 2] ?? usual),
) as [number, number, number];
const WARM_S = 5;
const TICK_MS = 1;
const PATIENCE_MS = 5000;
const text = "감자".repeat(20);

const dir = mkdtempSync(join(tmpdir(), "potato-two-"));
const people = await ours.prepare!(dir, { people: rooms * 3, roomSizes: [3] });
const redis = await startRedis();
const standIn = await startStandIn();
const env = {
  REDIS_URL: redis.url,
  MONGO_URL: standIn.url,
  ACCOUNTS_SHARED: "1",
  LIMITS: "off",
};
const machines = [];
for (const name of ["a", "b"])
  machines.push(
    await start({ ...ours, env: { ...ours.env, ...env, ...(await secretOf(dir)), MACHINE: name } }, dir),
  );
const [here, there] = machines.map(({ url }) => url.replace("http", "ws")) as [string, string];

type Heard = { ways: Histogram; count: number };
const fresh = (): Heard => ({ ways: build({ numberOfSignificantValueDigits: 3 }), count: 0 });
let heard = { here: fresh(), there: fresh() };
let acks = 0;

const speakers = await Promise.all(inRooms().map((members) => seat(members)));
await talk(WARM_S);
heard = { here: fresh(), there: fresh() };
acks = 0;
const cost = await measured(redis.url, () => talk(seconds));
const sent = rate * seconds;
const ms = ({ ways }: Heard, percentile: number) => ways.getValueAtPercentile(percentile) / 1000;
const row = (name: string, one: Heard) =>
  `| ${[name, ...[50, 99, 99.9].map((each) => ms(one, each).toFixed(2)), sent - one.count].join(" | ")} |`;
console.log(`${rate} messages/s in ${rooms} rooms for ${seconds} s; ${sent - acks} not acked`);
console.log("| heard | p50 ms | p99 ms | p99.9 ms | lost |\n|---|---|---|---|---|");
console.log(row("on the machine where it is said", heard.here));
console.log(row("on the other", heard.there));
console.log(`The second machine adds ${(ms(heard.there, 50) - ms(heard.here, 50)).toFixed(2)} ms at p50,
${(ms(heard.there, 99) - ms(heard.here, 99)).toFixed(2)} at p99. Redis: ${Math.round(cost.in / sent)} bytes in and ${Math.round(cost.out / sent)} out a message,
${((cost.cpu * 1e6) / sent).toFixed(1)} µs of its CPU.`);
for (const machine of machines) await machine.kill("SIGTERM");
await standIn.close();
await redis.close();
rmSync(dir, { recursive: true });
process.exit();

function inRooms(): Person[][] {
  return [...Map.groupBy(people, (person) => person.rooms[0]!).values()];
}

/** Its speaker, once all three have come in. */
async function seat([speaker, near, far]: Person[]): Promise<{ socket: WebSocket; roomId: string }> {
  const [socket] = await Promise.all([
    comeIn(here, speaker!, undefined),
    comeIn(here, near!, "here"),
    comeIn(there, far!, "there"),
  ]);
  return { socket, roomId: speaker!.rooms[0]! };
}

function comeIn(url: string, { accessToken }: Person, side?: "here" | "there"): Promise<WebSocket> {
  const socket = new WebSocket(`${url}/ws`);
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
  socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "hello", token: accessToken })));
  socket.addEventListener("close", ({ code }) => reject(new Error(`A socket closed with ${code}.`)));
  socket.addEventListener("message", ({ data }) => {
    const frame = String(data);
    if (frame.startsWith('{"type":"message.new"')) return side && note(heard[side], frame);
    if (frame.startsWith('{"type":"message.sent"')) acks++;
    else if (frame.startsWith('{"type":"welcome"')) resolve(socket);
    return undefined;
  });
  return promise;
}

/** When it was due stands at the head of its text. */
function note(one: Heard, frame: string): void {
  const at = frame.indexOf('"text":"') + 8;
  const due = Number(frame.slice(at, frame.indexOf(" ", at)));
  one.ways.recordValue(Math.max(0, Math.round((performance.now() - due) * 1000)));
  one.count++;
}

/** Open loop: each leaves when it is due, however the others fare. Over when all has come, or nothing more does. */
async function talk(forSeconds: number): Promise<void> {
  const count = rate * forSeconds;
  const begun = performance.now();
  const before = heard.there.count;
  for (let said = 0; said < count;) {
    const due = Math.min(count, Math.floor(((performance.now() - begun) / 1000) * rate));
    for (; said < due; said++) say(said, begun + (said * 1000) / rate);
    await Bun.sleep(TICK_MS);
  }
  const last = performance.now();
  while (heard.there.count - before < count && performance.now() - last < PATIENCE_MS) await Bun.sleep(10);
}

function say(nth: number, due: number): void {
  const { socket, roomId } = speakers[nth % speakers.length]!;
  const clientId = crypto.randomUUID();
  socket.send(JSON.stringify({ type: "message.send", roomId, clientId, text: `${due.toFixed(3)} ${text}` }));
}

async function secretOf(folder: string): Promise<{ JWT_SECRET: string }> {
  return { JWT_SECRET: (await Bun.file(join(folder, "jwt-secret")).text()).trim() };
}
