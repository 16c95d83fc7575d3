import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { guests, house, Line, openHouse } from "../testing/people/guests";
import { JWT_SECRET, lasting } from "../testing/wire/forged";
import { Raw } from "../testing/wire/raw";

beforeAll(() => openHouse({ JWT_SECRET, PREVIEWS: "off" }));
afterAll(() => house.close());

const types = (line: Line) => line.received.map(({ type }) => type);

/** A ping of exactly this many bytes. */
function ping(bytes: number): string {
  const empty = JSON.stringify({ type: "ping", n: 1, filler: "" });
  return empty.replace('""', `"${"x".repeat(bytes - empty.length)}"`);
}

describe("before hello", () => {
  let silent: Line;
  let silence: Promise<number>;
  beforeAll(async () => {
    silent = await Line.open();
    const openedAt = performance.now();
    silence = silent.closed.then(() => performance.now() - openedAt);
  });

  test("nothing can be done: any other first frame closes with 4401", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("hi");
    const draft = { roomId: room.id, clientId: "before-hello", text: "hi" };
    const frames: (string | Buffer<ArrayBuffer>)[] = [
      { type: "message.send", ...draft },
      { type: "read", roomId: room.id, seq: 1 },
      { type: "ping" },
      { type: "renew", token: ann.token },
      { type: "hello" },
      { type: "hello", token: 7 },
      { type: "nonsense" },
      ["hello"],
    ].map((frame) => JSON.stringify(frame));
    const hello = JSON.stringify({ type: "hello", token: ann.token });
    for (const frame of [...frames, "not JSON", "", Buffer.from(hello)]) {
      const line = await Line.open();
      line.ws.send(frame);
      line.ws.send(hello);
      expect(await line.closed).toBe(4401);
      expect(line.received).toEqual([]);
    }
    expect((await ann.history(room)).head).toBe(1);
  });

  test("a token that is not good closes with 4401", async () => {
    const [ann] = await guests(1);
    const ended = ann.token;
    await ann.call("DELETE", "/api/sessions/current");
    const old = lasting(ann, -1000).token;
    for (const token of ["", "x", "a.b.c", ended, old, ann.refreshToken, `${ended}x`]) {
      const line = await Line.open();
      line.say({ type: "hello", token });
      expect(await line.closed).toBe(4401);
    }
  });

  test("silence is closed with 4408 within five seconds", async () => {
    expect(await silent.closed).toBe(4408);
    expect(await silence).toBeWithin(4000, 5500);
    expect(silent.received).toEqual([]);
  }, 8000);
});

describe("a socket", () => {
  test("is welcomed with where its user stands, and what is said since is heard", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("hi", [bob]);
    // A machine that has not received the message by then delivers it before its welcome.
    const everywhere = await Promise.all(house.machines.map(() => bob.socket()));
    await ann.says(room, "hi");
    await Promise.all(everywhere.map((one) => one.hears("message.new")));
    const line = await bob.socket();
    const { now, machine, epoch, ...welcome } = line.received[0] as any;
    const rooms = [[room.id, 2, 0, 1, 0]];
    expect(welcome).toEqual({
      type: "welcome",
      userId: bob.id,
      version: "0.1.0",
      rooms,
      kept: [],
      noPreviews: true,
    });
    expect(house.machines).toContain(machine);
    // The same on every machine.
    for (const other of everywhere) expect(other.all("welcome")[0].epoch).toBe(epoch);
    expect(epoch).toMatch(/^[\da-f-]{36}$/);
    expect(now).toBeWithin(Date.now() - 5000, Date.now() + 1);
    await ann.says(room, "heard");
    expect((await line.hears("message.new")).message.text).toBe("heard");
  });

  test("answers a ping with its number", async () => {
    const [ann] = await guests(1);
    const line = await ann.socket();
    for (const frame of [{ type: "ping" }, { type: "ping", n: 7 }, { type: "ping", n: 0.5 }]) line.say(frame);
    await line.hears("pong", ({ n }) => n === 0.5);
    expect(line.all("pong")).toEqual([{ type: "pong" }, { type: "pong", n: 7 }, { type: "pong", n: 0.5 }]);
  });

  test("refuses what it does not know and says so: a second hello, bytes, other words", async () => {
    const [ann] = await guests(1);
    const line = await ann.socket();
    line.say({ type: "hello", token: ann.token });
    const bad = [
      "not JSON",
      "[]",
      "7",
      "null",
      "{}",
      '{"type":"message.new"}',
      '{"type":"__proto__"}',
      '{"type":["ping"]}',
    ];
    for (const frame of bad) line.ws.send(frame);
    line.ws.send(Buffer.from(JSON.stringify({ type: "ping" })));
    line.say({ type: "read", roomId: 7, seq: 1 });
    await line.fence();
    const refused = line.all("refused").map(({ ref, code }) => [ref, code]);
    expect(refused.splice(0, 1)).toEqual([["hello", "invalid"]]);
    expect(refused.pop()).toEqual(["read", "invalid"]);
    expect(refused).toEqual(Array.from({ length: 9 }, () => [null, "invalid"]));
  });

  test("handles what it is sent in that order, also where something takes its time", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("hi", [bob]);
    const line = await Line.open();
    const { id: roomId } = room;
    // Signing in, storing and reading are asynchronous; a ping is not.
    line.say({ type: "hello", token: bob.token });
    line.say({ type: "ping", n: 1 });
    line.say({ type: "read", roomId, seq: 1 });
    line.say({ type: "ping", n: 2 });
    line.say({ type: "message.send", roomId, clientId: "in-order", text: "hi" });
    line.say({ type: "ping", n: 3 });
    await line.hears("pong", ({ n }) => n === 3);
    expect(types(line)).toEqual([
      "welcome",
      "pong",
      "room.read",
      "pong",
      "message.sent",
      "message.new",
      "room.read",
      "pong",
    ]);
  });

  test("handles a frame of 64 KiB, and closes with 1009 at one byte more", async () => {
    const [ann] = await guests(1);
    const line = await ann.socket();
    line.ws.send(ping(64 * 1024));
    await line.hears("pong");
    line.ws.send(ping(64 * 1024 + 1));
    expect(await line.closed).toBe(1009);
  });

  test("closes with 4429 where more is waiting than anyone means to say; hundreds at once are not", async () => {
    const [ann, bob] = await guests(2);
    const { id: roomId } = await ann.group("busy", [bob]);
    const calm = await bob.socket();
    for (let n = 0; n < 300; n++)
      calm.say({ type: "message.send", roomId, clientId: `pipelined-${n}`, text: "x" });
    await calm.hears("message.sent", ({ seq }) => seq === 301);
    // Each of these is asynchronous, and the other frames arrive meanwhile.
    const reads = Array.from({ length: 300 }, (_, n) => ({ type: "read", roomId, seq: n + 2 }));
    const large = Array.from({ length: 40 }, () => ({ type: "ping", more: "x".repeat(60_000) }));
    const raw = await Raw.webSocket();
    raw.say({ type: "hello", token: ann.token }, ...reads, ...large);
    expect(await raw.closeCode()).toBe(4429);
    calm.close();
  });

  test("speaks potato.v1 where that is offered, and does not ask for it", async () => {
    const protocols = async (offered?: string[]) => (await Line.open({ protocols: offered })).ws.protocol;
    expect(await protocols(["potato.v1"])).toBe("potato.v1");
    expect(await protocols(["potato.v2", "potato.v1"])).toBe("potato.v1");
    expect(await protocols()).toBe("");
  });

  test("is let in however Upgrade is written, and plain requests are not", async () => {
    for (const Upgrade of ["websocket", "WebSocket", "WEBSOCKET"]) (await Raw.webSocket({ Upgrade })).close();
    const plain = await fetch(`${house.url}/ws`);
    expect([plain.status, (await plain.json()).code]).toEqual([422, "invalid"]);
  });
});

describe("a token", () => {
  test("that runs out closes the socket with 4401", async () => {
    const [ann] = await guests(1);
    const { token, expiresAt } = lasting(ann, 1800);
    const line = await Line.open();
    line.say({ type: "hello", token });
    expect(await line.closed).toBe(4401);
    expect(Date.now()).toBeWithin(expiresAt, expiresAt + 1000);
    expect(types(line)).toEqual(["welcome"]);
  });

  test("can be renewed before it runs out", async () => {
    const [ann] = await guests(1);
    const line = await Line.open();
    const short = lasting(ann, 1800);
    line.say({ type: "hello", token: short.token });
    const long = lasting(ann, 15 * 60_000);
    line.say({ type: "renew", token: long.token });
    expect(await line.hears("renewed")).toEqual({ type: "renewed", expiresAt: long.expiresAt });
    // The next socket ends when the first would have.
    const other = await Line.open();
    other.say({ type: "hello", token: short.token });
    expect(await other.closed).toBe(4401);
    await line.fence();
  });

  test("of another session renews nothing: the socket closes with 4401", async () => {
    const [ann, bob] = await guests(2);
    for (const token of [bob.token, (await ann.again()).token, "x"]) {
      const line = await ann.socket();
      line.say({ type: "renew", token });
      expect(await line.closed).toBe(4401);
    }
  });

  test("of a session that ends takes its sockets with it, and no others", async () => {
    const [ann] = await guests(1);
    const phone = await ann.again("phone");
    const [line, other] = [await ann.socket(), await phone.socket()];
    await phone.call("DELETE", "/api/sessions/current");
    expect(await other.closed).toBe(4401);
    await line.fence();
  });
});
