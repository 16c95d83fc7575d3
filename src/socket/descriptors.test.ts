import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";

import { Machine } from "../../e2e/machines/machine";
import { type Guest, guests, Line, useHouse, within } from "../testing/people/guests";
import { scrape, valueOf } from "../testing/servers/scraped";
import { Raw } from "../testing/wire/raw";

// Anonymous clients that use up the server's descriptors. `MAY_OPEN=1500` is the load of the bug report.
const MAY_OPEN = Number(process.env["MAY_OPEN"] ?? 300);
// In bytes: ten megabytes, because the journal begins a new file at eight.
const SAID = Number(process.env["SAID"] ?? 700);
const text = "감자".repeat(2500);

let server: Machine;
let ann: Guest;
let bob: Guest;

beforeAll(async () => {
  server = new Machine({ mayOpen: MAY_OPEN, env: { TRUST_PROXY: "127.0.0.1", METRICS_PORT: "0" } });
  await server.start();
  const close = () => server.close();
  useHouse({ url: server.url, dir: server.dir, machines: [server.name], stop: close, close });
  [ann, bob] = await guests(2);
});
afterAll(() => server.close());

const openIn = (): number => readdirSync(`/proc/${server.pid}/fd`).length;
const from = (address: string) => ({ "x-forwarded-for": address });

/** Sends that much; returns how many messages were refused. */
async function talk(line: Line, roomId: string, howMuch: number): Promise<number> {
  const ids = Array.from({ length: howMuch }, () => crypto.randomUUID());
  for (let n = 0; n < howMuch; n += 20) {
    const some = ids.slice(n, n + 20);
    for (const clientId of some) line.say({ type: "message.send", roomId, clientId, text });
    await line.fence();
  }
  return line.all("refused").length;
}

/** Opens as many sockets as it gets, all from one address, that never send hello. */
async function strangers(address: string, howMany: number): Promise<{ let: Raw[]; refused: number }> {
  const answers = await Promise.all(
    Array.from({ length: howMany }, () => Raw.webSocket(from(address)).catch(() => null)),
  );
  const inside = answers.filter((one) => one !== null);
  return { let: inside, refused: howMany - inside.length };
}

async function newcomer(guest: Guest, address: string): Promise<Line> {
  const line = await Line.open({ headers: from(address) });
  line.say({ type: "hello", token: guest.token });
  await line.hears("welcome");
  return line;
}

test("strangers from one address take no more than half of what is left, and a newcomer from another comes in", async () => {
  const room = await ann.group("on and on", [bob]);
  const line = await ann.socket();
  const flood = await strangers("10.0.0.1", MAY_OPEN * 2);
  expect(flood.refused).toBeGreaterThan(MAY_OPEN);
  const other = await within(1000, newcomer(bob, "10.0.0.2"));
  expect(await talk(line, room.id, 20)).toBe(0);
  await other.hears("message.new");
  // A refused socket leaves no open connection.
  expect(openIn()).toBeLessThan(MAY_OPEN * 0.75);
  const scraped = await scrape(server.metricsUrl);
  expect(valueOf(scraped, "potato_sockets_refused_total", { reason: "address" })).toBe(flood.refused);
  flood.let.forEach((one) => one.close());
  await Promise.all(flood.let.map(({ ended }) => ended));
  other.close();
  line.close();
}, 20_000);

/** Connections that begin a request and never finish it: as many as the server may open. */
async function hangers(): Promise<Socket[]> {
  const { hostname, port } = new URL(server.url);
  const all: Socket[] = [];
  while (openIn() < MAY_OPEN) {
    const some = Array.from({ length: 20 }, () => connect(Number(port), hostname));
    for (const socket of some) socket.on("error", () => undefined).write("GET / HTTP/1.1\r\n");
    all.push(...some);
    await new Promise(setImmediate);
  }
  return all;
}

test("where connections have taken every descriptor, those who are there chat on, and nothing is refused", async () => {
  const room = await ann.group("full", [bob]);
  const line = await ann.socket();
  const hanging = await hangers();
  expect(await talk(line, room.id, SAID)).toBe(0);
  expect(openIn()).toBe(MAY_OPEN);
  hanging.forEach((socket) => socket.destroy());
  (await newcomer(bob, "10.0.0.3")).close();
  line.close();
}, 20_000);

test("who asks once and stays holds no descriptor that someone else needs", async () => {
  const asked = await Promise.all(
    Array.from({ length: MAY_OPEN }, () =>
      Raw.request("GET /health").then(
        (raw) => raw.head().then(() => raw),
        () => null,
      ),
    ),
  );
  // The server closes them within a second or two, although no client closes and Bun would keep each for ten seconds. The
  // few that connect later leave enough free.
  const hasRoom = async () => {
    while (openIn() > MAY_OPEN * 0.75) await new Promise(setImmediate);
  };
  await within(3000, hasRoom());
  asked.forEach((one) => one?.close());
});
