import { afterAll, afterEach, beforeAll, describe, expect, setSystemTime, test } from "bun:test";

import { call, type Guest, guests, house, type Line, openHouse } from "../people/guests";
import { Reader } from "../people/readers";

// The machine's clock is set a day ahead, or a day back, while users are connected. (Between jumps it stands still, which
// must do no harm either.) Only `at` and the expiry of tokens depend on it.
const DAY = 24 * 3600_000;
const ACCESS_MS = 15 * 60_000;

const jump = (ms: number) => setSystemTime(new Date(Date.now() + ms));
const refresh = (refreshToken: string) => call("POST", "/api/sessions/refresh", { refreshToken });
const others = (line: Line) => line.received.filter(({ type }) => !["welcome", "pong"].includes(type));

beforeAll(() => openHouse());
afterEach(() => void setSystemTime());
afterAll(() => house.close());

/** Refreshes, as a client does after a 401. */
async function refreshed(guest: Guest): Promise<void> {
  const { status, body } = await refresh(guest.refreshToken);
  expect(status).toBe(200);
  expect(body.expiresAt - Date.now()).toBeWithin(ACCESS_MS - 1000, ACCESS_MS + 1);
  guest.token = body.accessToken;
  guest.refreshToken = body.refreshToken;
}

describe.each([
  ["ahead", DAY],
  ["back", -DAY],
])("a clock that is set a day %s", (_, ms) => {
  test("ends no socket and no feed: people go on talking, and hear no frame that nobody sent", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("clock", [bob]);
    const [mine, theirs, feed] = [await ann.socket(), await bob.socket(), await Reader.open(bob)];
    await feed.hears("welcome");
    jump(ms);
    mine.say({ type: "message.send", roomId: room.id, clientId: "after-the-jump", text: "hi" });
    const { message } = await theirs.hears("message.new");
    expect(message.text).toBe("hi");
    await feed.hears("message.new");
    await mine.hears("message.new");
    await Promise.all([mine.fence(), theirs.fence()]);
    expect(others(mine).map(({ type }) => type)).toEqual(["message.sent", "message.new", "room.read"]);
    expect(others(theirs).map(({ type }) => type)).toEqual(["message.new"]);
    expect(feed.received.map(({ type }) => type)).toEqual(["welcome", "message.new"]);
    feed.close();
  });

  test("costs nobody their session: the newest refresh token is good, and what it brings is, on every door", async () => {
    const [ann] = await guests(1);
    const line = await ann.socket();
    jump(ms);
    // An earlier token has expired after a jump ahead, and lives longer after a jump back.
    expect((await ann.call("GET", "/api/me")).status).toBe(ms > 0 ? 401 : 200);
    await refreshed(ann);
    expect((await ann.call("GET", "/api/me")).status).toBe(200);
    line.say({ type: "renew", token: ann.token });
    expect((await line.hears("renewed")).expiresAt).toBeGreaterThan(Date.now());
    await (await ann.socket()).fence();
    await (await ann.again()).socket();
    await line.fence();
    jump(-ms);
    await refreshed(ann);
    expect((await ann.call("GET", "/api/sessions")).body.sessions).toHaveLength(2);
  });
});

test("a session that ends under another clock ends at once", async () => {
  const [ann] = await guests(1);
  const line = await ann.socket();
  jump(-DAY);
  expect((await ann.call("DELETE", "/api/sessions/current")).status).toBe(204);
  expect(await line.closed).toBe(4401);
  expect((await ann.call("GET", "/api/me")).status).toBe(401);
});

test("set back, the clock does not give the last but one refresh token a day of grace", async () => {
  const [ann] = await guests(1);
  const { body } = await refresh(ann.refreshToken);
  // A usual correction.
  jump(-1000);
  expect((await refresh(ann.refreshToken)).body.refreshToken).toBe(body.refreshToken);
  jump(-DAY);
  expect((await refresh(ann.refreshToken)).status).toBe(401);
  expect((await refresh(body.refreshToken)).status).toBe(401);
});

test("set to and fro, it changes nothing of what is said: none lost, none twice, `at` never falls", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("clock", [bob]);
  const [mine, theirs] = [await ann.socket(), await bob.socket()];
  const texts = ["one", "two", "three", "four", "five", "six", "seven", "eight"];
  for (const [index, text] of texts.entries()) {
    jump([DAY, -2 * DAY, DAY, -1][index % 4]!);
    if (index % 2 === 0) {
      mine.say({ type: "message.send", roomId: room.id, clientId: `client-id-${text}`, text });
      await mine.hears("message.sent", ({ seq }) => seq === index + 2);
    } else {
      await refreshed(bob);
      expect((await bob.says(room, text)).status).toBe(201);
    }
  }
  await theirs.hears("message.new", ({ message }) => message.text === "eight");
  const received = theirs.all("message.new").map(({ message }) => message);
  await refreshed(ann);
  const { messages } = await ann.history(room, "?after=1");
  expect(messages.map(({ text }: any) => text)).toEqual(texts);
  expect(received.map(({ seq, at }) => [seq, at])).toEqual(messages.map(({ seq, at }: any) => [seq, at]));
  const times = messages.map(({ at }: any) => at);
  expect(times).toEqual(times.toSorted((a: number, b: number) => a - b));
});

test("who comes back to a feed after a jump is given what was missed", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("clock", [bob]);
  for (const ms of [DAY, -DAY]) {
    const before = await Reader.open(bob);
    await before.hears("welcome");
    before.close();
    await before.ended;
    await ann.says(room, "missed");
    jump(ms);
    await Promise.all([refreshed(ann), refreshed(bob)]);
    const reader = await Reader.open(bob, before.lastId);
    await ann.says(room, "now");
    await reader.hears("message.new", ({ message }) => message.text === "now");
    expect(reader.all("message.new").map(({ message }) => message.text)).toEqual(["missed", "now"]);
    reader.close();
  }
});

test("whoever is refused for doing too much is not told to wait for a day", async () => {
  await house.close();
  await openHouse({ LIMITS: "default" });
  const [ann] = await guests(1);
  const room = await ann.group("clock");
  await Promise.all(Array.from({ length: 100 }, () => ann.says(room, "x")));
  jump(-DAY);
  const { status, headers } = await ann.says(room, "x");
  expect(status).toBe(429);
  expect(Number(headers.get("retry-after"))).toBeWithin(1, 11);
});
