// Each fault found in the original's code, as a test named after it. Those of its page are in e2e, those only visible inside
// the server in original.kept.test.ts.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Message } from "../../protocol/message";
import { type Guest, guests, house, openHouse } from "../people/guests";
import { Reader } from "../people/readers";

beforeAll(() => openHouse());
afterAll(() => house.close());

const texts = (messages: Message[]) => messages.map(({ text }) => text);
const list = async (guest: Guest) => (await guest.call("GET", "/api/rooms")).body.rooms;

test("any account reads any room's history, and subscribing joins it", async () => {
  const [ann, bob, eve] = await guests(3);
  const room = await ann.group("secret", [bob]);
  await ann.says(room, "for two");
  const line = await eve.socket();
  expect((await eve.call("GET", `/api/rooms/${room.id}/messages`)).status).toBe(404);
  line.say({ type: "read", roomId: room.id, seq: 1 });
  line.say({ type: "message.send", roomId: room.id, clientId: "let-me-in", text: "hi" });
  await line.hears("refused", ({ ref }) => ref === "let-me-in");
  await ann.says(room, "still for two");
  await line.fence();
  expect(line.all("message.new")).toEqual([]);
  const { members } = (await ann.call("GET", `/api/rooms/${room.id}/members`)).body;
  expect(new Set(members.map(({ user }: any) => user.id))).toEqual(new Set([ann.id, bob.id]));
});

test("a block only hides", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  await bob.call("PUT", `/api/blocks/${ann.id}`);
  await ann.says(room, "hello?");
  const served = JSON.stringify([await bob.history(room), await list(bob), (await bob.socket()).received]);
  expect(served).not.toContain("hello?");
  expect((await bob.says(room, "hi")).body.code).toBe("forbidden");
});

test("no message id, so losses and doubles go unnoticed", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  const line = await bob.socket();
  for (const clientId of ["first-one", "second-one", "first-one", "second-one"])
    await ann.says(room, clientId, { clientId });
  await line.fence();
  expect(line.all("message.new").map(({ message }) => [message.seq, message.clientId])).toEqual([
    [1, "first-one"],
    [2, "second-one"],
  ]);
});

test("two clocks decide the order", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  for (const [text, at] of [
    ["one", Date.now() + 60_000],
    ["two", 1],
    ["three", Date.now()],
  ] as const) {
    await (text === "two" ? bob : ann).says(room, text, { at, createdAt: at });
  }
  const { messages } = await ann.history(room);
  expect(texts(messages)).toEqual(["one", "two", "three"]);
  expect(messages.every(({ at }: Message) => Math.abs(at - Date.now()) < 5000)).toBe(true);
});

test("nothing refetched after a drop", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  const line = await bob.socket();
  await ann.says(room, "before");
  const { message } = await line.hears("message.new");
  line.close();
  await line.closed;
  for (const text of ["one", "two"]) await ann.says(room, text);
  // What a client needs to detect a gap, and the fetch that fills it.
  const [[roomId, head]] = (await (await bob.socket()).hears("welcome")).rooms;
  expect([roomId, head]).toEqual([room.id, message.seq + 2]);
  expect(texts((await bob.history(room, `?after=${message.seq}`)).messages)).toEqual(["one", "two"]);
});

test("offset paging drifts", async () => {
  const [ann] = await guests(1);
  const room = await ann.group("long");
  for (let n = 0; n < 30; n++) await ann.says(room, `${n}`);
  const seen: number[] = [];
  for (let before = 32; before > 1; before = seen[0] ?? 0) {
    await ann.says(room, "meanwhile");
    const { messages } = await ann.history(room, `?limit=7&before=${before}`);
    seen.unshift(...messages.map(({ seq }: Message) => seq));
  }
  expect(seen).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
});

test("unread stops at 100", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  await Promise.all(Array.from({ length: 130 }, () => ann.says(room, "hi")));
  expect((await list(bob))[0].me.unread).toBe(130);
});

test("closing one tab stops the list in the others", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("tabs", [bob]);
  const [reader, closing] = [await Reader.open(bob), await Reader.open(bob)];
  const [line, leaving] = [await bob.socket(), await bob.socket()];
  await Promise.all([reader.hears("welcome"), closing.hears("welcome")]);
  closing.close();
  leaving.close();
  await Promise.all([closing.ended, leaving.closed]);
  await ann.says(room, "still there?");
  for (const ear of [reader, line])
    expect((await ear.hears("message.new")).message.text).toBe("still there?");
});

test("new rooms never appear", async () => {
  const [ann, bob] = await guests(2);
  const [reader, line] = [await Reader.open(bob), await bob.socket()];
  const group = await ann.group("new", [bob]);
  const direct = await ann.direct(bob);
  await ann.says(direct, "hi");
  for (const ear of [reader, line]) {
    await ear.hears("message.new", ({ message }) => message.roomId === direct.id);
    expect(ear.all("room.joined").map(({ room }) => room.id)).toEqual([group.id, direct.id]);
  }
});

test("a 1:1 look-up can return a two-person group, and races make two", async () => {
  const [ann, bob] = await guests(2);
  const group = await ann.group("two of us", [bob]);
  const rooms = await Promise.all(
    Array.from({ length: 20 }, (_, n) => (n % 2 ? ann.direct(bob) : bob.direct(ann))),
  );
  const ids = new Set(rooms.map(({ id }) => id));
  expect([ids.size, ids.has(group.id)]).toEqual([1, false]);
});

test("time zone fixed on the server", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  await ann.says(room, "now");
  await ann.call("PUT", `/api/friends/${bob.id}`, {});
  const paths = ["/api/rooms", `/api/rooms/${room.id}/messages`, "/api/friends", "/api/sessions"];
  const answers = await Promise.all(paths.map(async (path) => (await ann.call("GET", path)).body));
  const times = [...JSON.stringify(answers).matchAll(/"(?:at|since|\w+At)":([^,}]+)/g)].map(
    ([, time]) => time,
  );
  const isNow = (time = "") =>
    time === "null" || (/^\d{13}$/.test(time) && Math.abs(Number(time) - Date.now()) < 60_000);
  expect(times.length).toBeGreaterThan(5);
  expect(times.filter((time) => !isNow(time))).toEqual([]);
});

test("control frames stored as messages", async () => {
  const [ann] = await guests(1);
  const room = await ann.group("quiet");
  const line = await ann.socket();
  const control = ["hello", "read", "ping", "watch", "typing", "ENTER", "LEAVE", "message.new", "renew"];
  for (const type of control)
    line.say({ type, roomId: room.id, seq: 1, clientId: "a-client-id", text: type, token: "x" });
  await line.closed;
  const { messages } = await ann.history(room);
  expect(messages.map(({ kind }: Message) => kind)).toEqual(["system"]);
});

describe("no refresh, no sign-out, secret in the repository, origin *", () => {
  test("a session is refreshed without the password, and ends when one signs out", async () => {
    const [ann] = await guests(1);
    const refresh = () => ann.call("POST", "/api/sessions/refresh", { refreshToken: ann.refreshToken });
    const { status, body } = await refresh();
    expect([status, body.user]).toEqual([200, ann.user]);
    await ann.call("DELETE", "/api/sessions/current");
    const answers = [await ann.call("GET", "/api/me"), await refresh()];
    expect(answers.map((answer) => answer.status)).toEqual([401, 401]);
  });

  test("no origin but its own is let in", async () => {
    const [ann] = await guests(1);
    const headers = {
      authorization: `Bearer ${ann.token}`,
      "content-type": "application/json",
      origin: "https://evil.example",
    };
    const body = JSON.stringify({ kind: "group", title: "x", memberIds: [] });
    const response = await fetch(`${house.url}/api/rooms`, { method: "POST", headers, body });
    expect([response.status, response.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    const read = await fetch(`${house.url}/api/rooms`, { headers });
    expect(read.headers.get("access-control-allow-origin")).toBeNull();
  });
});
