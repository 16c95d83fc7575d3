// The latency that a second machine adds: two whole servers on one chat, with Redis between them. Each room has a sender and
// a receiver on the first machine, and a receiver on the second. Open loop, at a fixed rate. The history is a stand-in of
// MongoDB that stores almost nothing, because a real one on this machine would dominate the figures.
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
import { redisCost } from "./traffic";

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
const [local, remote] = machines.map(({ url }) => url.replace("http", "ws")) as [string, string];

type Deliveries = { latency: Histogram; count: number };
const emptyDeliveries = (): Deliveries => ({
  latency: build({ numberOfSignificantValueDigits: 3 }),
  count: 0,
});
let received = { local: emptyDeliveries(), remote: emptyDeliveries() };
let acks = 0;

const senders = await Promise.all(peopleByRoom().map((members) => connectRoom(members)));
await talk(WARM_S);
received = { local: emptyDeliveries(), remote: emptyDeliveries() };
acks = 0;
const cost = await redisCost(redis.url, () => talk(seconds));
const sent = rate * seconds;
const ms = ({ latency }: Deliveries, percentile: number) => latency.getValueAtPercentile(percentile) / 1000;
const row = (name: string, one: Deliveries) =>
  `| ${[name, ...[50, 99, 99.9].map((each) => ms(one, each).toFixed(2)), sent - one.count].join(" | ")} |`;
console.log(`${rate} messages/s in ${rooms} rooms for ${seconds} s; ${sent - acks} not acked`);
console.log("| received | p50 ms | p99 ms | p99.9 ms | lost |\n|---|---|---|---|---|");
console.log(row("on the machine that it is sent to", received.local));
console.log(row("on the other", received.remote));
console.log(`The second machine adds ${(ms(received.remote, 50) - ms(received.local, 50)).toFixed(2)} ms at p50,
${(ms(received.remote, 99) - ms(received.local, 99)).toFixed(2)} at p99. Redis: ${Math.round(cost.in / sent)} bytes in and ${Math.round(cost.out / sent)} out a message,
${((cost.cpu * 1e6) / sent).toFixed(1)} µs of its CPU.`);
for (const machine of machines) await machine.kill("SIGTERM");
await standIn.close();
await redis.close();
rmSync(dir, { recursive: true });
process.exit();

function peopleByRoom(): Person[][] {
  return [...Map.groupBy(people, (person) => person.rooms[0]!).values()];
}

/** Connects the three people of a room. Returns its sender. */
async function connectRoom([sender, localReceiver, remoteReceiver]: Person[]): Promise<{
  socket: WebSocket;
  roomId: string;
}> {
  const [socket] = await Promise.all([
    connect(local, sender!, undefined),
    connect(local, localReceiver!, "local"),
    connect(remote, remoteReceiver!, "remote"),
  ]);
  return { socket, roomId: sender!.rooms[0]! };
}

function connect(url: string, { accessToken }: Person, side?: "local" | "remote"): Promise<WebSocket> {
  const socket = new WebSocket(`${url}/ws`);
  const { promise, resolve, reject } = Promise.withResolvers<WebSocket>();
  socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "hello", token: accessToken })));
  socket.addEventListener("close", ({ code }) => reject(new Error(`A socket closed with ${code}.`)));
  socket.addEventListener("message", ({ data }) => {
    const frame = String(data);
    if (frame.startsWith('{"type":"message.new"')) return side && recordLatency(received[side], frame);
    if (frame.startsWith('{"type":"message.sent"')) acks++;
    else if (frame.startsWith('{"type":"welcome"')) resolve(socket);
    return undefined;
  });
  return promise;
}

/** The text of the message begins with the time at which it was due. */
function recordLatency(one: Deliveries, frame: string): void {
  const at = frame.indexOf('"text":"') + 8;
  const due = Number(frame.slice(at, frame.indexOf(" ", at)));
  one.latency.recordValue(Math.max(0, Math.round((performance.now() - due) * 1000)));
  one.count++;
}

/** Open loop: each message is sent when it is due, whatever happens to the others. Ends when all have arrived, or after PATIENCE_MS. */
async function talk(forSeconds: number): Promise<void> {
  const count = rate * forSeconds;
  const begun = performance.now();
  const before = received.remote.count;
  for (let index = 0; index < count;) {
    const due = Math.min(count, Math.floor(((performance.now() - begun) / 1000) * rate));
    for (; index < due; index++) send(index, begun + (index * 1000) / rate);
    await Bun.sleep(TICK_MS);
  }
  const last = performance.now();
  while (received.remote.count - before < count && performance.now() - last < PATIENCE_MS)
    await Bun.sleep(10);
}

function send(nth: number, due: number): void {
  const { socket, roomId } = senders[nth % senders.length]!;
  const clientId = crypto.randomUUID();
  socket.send(JSON.stringify({ type: "message.send", roomId, clientId, text: `${due.toFixed(3)} ${text}` }));
}

async function secretOf(folder: string): Promise<{ JWT_SECRET: string }> {
  return { JWT_SECRET: (await Bun.file(join(folder, "jwt-secret")).text()).trim() };
}
