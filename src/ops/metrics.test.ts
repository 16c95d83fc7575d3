import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { green } from "../testing/fixtures/pictures";
import { upload } from "../testing/fixtures/sent";
import { call, type Guest, guests, house, type Line, openHouse } from "../testing/people/guests";
import { type Scraped, scrape, valueOf } from "../testing/servers/scraped";
import { Raw } from "../testing/wire/raw";
import { begin, PART } from "../testing/wire/uploads";
import * as health from "./health";

let url: string;
let ann: Guest;
let bob: Guest;
let room: Room;
let annsLine: Line;
let bobsLine: Line;

beforeAll(async () => {
  url = (await openHouse({ METRICS_PORT: "0" })).metricsUrl!;
  [ann, bob] = await guests(2);
  room = await ann.group("잰 방", [bob]);
  [annsLine, bobsLine] = [await ann.socket(), await bob.socket()];
});
afterAll(async () => {
  for (const line of [annsLine, bobsLine]) line.close();
  await house.close();
});

type Change = (name: string, labels?: Record<string, string>) => number;

/** The increase of each metric during `work`. */
async function during(work: () => Promise<unknown>): Promise<Change> {
  const before = await scrape(url);
  await work();
  const after = await scrape(url);
  return (name, labels) => valueOf(after, name, labels) - valueOf(before, name, labels);
}

async function says(line: Line, clientIds: string[], more: object = {}): Promise<void> {
  for (const clientId of clientIds)
    line.say({ type: "message.send", roomId: room.id, clientId, text: "뜨거운 감자", ...more });
  await line.fence();
}
const many = (howMany: number) => Array.from({ length: howMany }, () => crypto.randomUUID());

// Dashboards depend on the names: `bun test -u src/ops/metrics.test.ts` after an intended change.
test("these are the metrics, with their type and their labels", async () => {
  bobsLine.close();
  await bobsLine.closed;
  bobsLine = await bob.socket();
  const lines = [...(await scrape(url))].map(([name, { type, samples }]) => {
    const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
    labels.delete("le");
    return `${name} ${type}${labels.size > 0 ? ` {${[...labels].join()}}` : ""}`;
  });
  expect(lines.sort().join("\n")).toMatchSnapshot();
});

test("each has a name of ours in base units, and says in words what it is", async () => {
  for (const [name, { type, help }] of await scrape(url)) {
    expect(name).toMatch(/^potato_[a-z_]+$/);
    expect(name).not.toMatch(/_(ms|millis|kb|mb|percent)(_|$)/);
    expect([name, name.endsWith("_total")]).toEqual([name, type === "counter"]);
    expect(help.length).toBeGreaterThan(15);
  }
});

test("as many messages are stored, acked and delivered as were said; repeats are told apart", async () => {
  const clientIds = many(40);
  const grown = await during(async () => {
    await says(annsLine, clientIds);
    await bobsLine.hears("message.new", ({ message }) => message.clientId === clientIds.at(-1));
    await says(annsLine, clientIds.slice(0, 3));
  });
  expect(grown("potato_messages_total", { kind: "text" })).toBe(40);
  expect(grown("potato_messages_total", { kind: "repeat" })).toBe(3);
  expect(grown("potato_ack_seconds_count")).toBe(43);
  expect(grown("potato_ack_seconds_bucket", { le: "+Inf" })).toBe(43);
  expect(grown("potato_ack_seconds_sum")).toBeGreaterThan(0);
  expect(grown("potato_delivery_seconds_count")).toBe(40);
  // Each message to both, and Ann's cursor to her.
  expect(grown("potato_deliveries_total", { to: "sockets" })).toBe(3 * 40);
  expect(grown("potato_frames_total", { type: "message.send" })).toBe(43);
  expect(grown("potato_frames_total", { type: "ping" })).toBe(2);
  expect(grown("potato_batch_messages_sum")).toBe(43);
  expect(grown("potato_history_seconds_count", { what: "append" })).toBe(
    grown("potato_batch_messages_count"),
  );
  expect(grown("potato_holes_noticed_total")).toBe(0);
});

test("files are counted once they are whole, by kind, and their bytes as they come", async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(70_000));
  const grown = await during(async () => {
    await upload(ann, bytes);
    await upload(ann, green);
    await ann.call("POST", "/api/files", { uploadId: "none", name: "x" });
  });
  expect(grown("potato_files_total", { kind: "picture" })).toBe(1);
  expect(grown("potato_files_total", { kind: "other" })).toBe(1);
  expect(grown("potato_files_total")).toBe(2);
  expect(grown("potato_upload_bytes_total")).toBe(bytes.length + green.length);
  const begun = await begin(ann, 10);
  const line = await Raw.request(`PATCH ${begun}`, {
    ...PART,
    "Upload-Offset": "0",
    Authorization: `Bearer ${ann.token}`,
    "Content-Length": "10",
  });
  while (valueOf(await scrape(url), "potato_uploads") === 0);
  line.close();
  while (valueOf(await scrape(url), "potato_uploads") > 0);
});

test("who is here is counted, and a feed hears as much as a socket", async () => {
  const before = await scrape(url);
  const abort = new AbortController();
  const { signal } = abort;
  const feed = await fetch(`${house.url}/api/feed`, {
    signal,
    headers: { authorization: `Bearer ${bob.token}` },
  });
  const reader = feed.body!.getReader();
  await reader.read();
  const here = await scrape(url);
  expect([valueOf(here, "potato_sockets"), valueOf(here, "potato_users")]).toEqual([2, 2]);
  expect(valueOf(here, "potato_feeds") - valueOf(before, "potato_feeds")).toBe(1);
  const grown = await during(() => says(annsLine, many(1)));
  expect(grown("potato_deliveries_total", { to: "feeds" })).toBe(1);
  abort.abort();
});

test("every no is counted by its door and its reason, and no id is in a route", async () => {
  const grown = await during(async () => {
    await says(annsLine, ["short"]);
    await annsLine.hears("refused");
    annsLine.say({ type: "nonsense" });
    await annsLine.fence();
    await bob.call("GET", `/api/rooms/${crypto.randomUUID()}`);
    await call("GET", "/api/me");
    await call("GET", `/nowhere/${crypto.randomUUID()}`);
    await ann.history(room);
  });
  expect(grown("potato_refusals_total", { door: "frame", code: "invalid" })).toBe(2);
  expect(grown("potato_frames_total", { type: "unreadable" })).toBe(2);
  expect(grown("potato_refusals_total", { door: "request", code: "not-found" })).toBe(2);
  expect(grown("potato_refusals_total", { door: "request", code: "unauthenticated" })).toBe(1);
  expect(grown("potato_refusals_total")).toBe(5);
  const asked = (route: string, status: string) => grown("potato_request_seconds_count", { route, status });
  expect([asked("/api/rooms/:id", "404"), asked("/api/me", "401"), asked("none", "404")]).toEqual([1, 1, 1]);
  expect(asked("/api/rooms/:id/messages", "200")).toBe(1);
});

test("nobody's name, id, address or words are in it", async () => {
  const text = await (await fetch(url)).text();
  for (const secret of [ann.id, ann.username, ann.user.nickname, room.id, room.title!, "뜨거운", "127.0.0.1"])
    expect(text).not.toContain(secret);
});

test("it is asked on a port of its own, where there is nothing else", async () => {
  const elsewhere = await Promise.all([
    call("GET", "/metrics"),
    fetch(new URL("/", url)),
    fetch(new URL("/health", url)),
  ]);
  expect(elsewhere.map(({ status }) => status)).toEqual([404, 404, 404]);
});

test("a machine that is going says so", async () => {
  health.setDraining();
  expect(valueOf(await scrape(url), "potato_draining")).toBe(1);
  health.setDraining(false);
  expect(valueOf(await scrape(url), "potato_draining")).toBe(0);
});

test("numbers only grow, and gauges are of this moment", async () => {
  const grown = (one: Scraped, other: Scraped, name: string) => valueOf(other, name) - valueOf(one, name);
  const [first, second] = [await scrape(url), await scrape(url)];
  for (const [name, { type }] of first)
    if (type === "counter") expect([name, grown(first, second, name) >= 0]).toEqual([name, true]);
  expect(valueOf(first, "potato_store_up")).toBe(3);
  expect(valueOf(first, "potato_memory_bytes", { part: "rss" })).toBeGreaterThan(10e6);
  expect(valueOf(first, "potato_disk_free_bytes")).toBeGreaterThan(0);
  expect(valueOf(first, "potato_journal_bytes")).toBeGreaterThan(0);
});
