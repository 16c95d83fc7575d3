import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { guests, house, Line, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse({ LIMITS: "default" }));
afterAll(() => house.close());

describe("with limits on, a socket", () => {
  test("is closed with 4429 at its tenth frame in a minute that makes no sense", async () => {
    const [ann] = await guests(1);
    const line = await ann.socket();
    for (let n = 0; n < 9; n++) line.ws.send(n % 2 ? "not JSON" : '{"type":"nonsense"}');
    await line.fence();
    expect(line.all("refused")).toHaveLength(9);
    line.ws.send("{}");
    expect(await line.closed).toBe(4429);
  });

  test("stays open for a frame that makes sense and is refused, however often", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("hi");
    const line = await ann.socket();
    for (let n = 0; n < 10; n++) {
      line.say({ type: "message.send", roomId: room.id, clientId: `too-long-${n}`, text: "x".repeat(5001) });
      line.say({ type: "read", roomId: room.id, seq: 99 });
      line.say({ type: "read", roomId: room.id });
    }
    await line.fence();
    expect(line.all("refused").map(({ code }) => code)).toEqual(Array.from({ length: 30 }, () => "invalid"));
  });

  test("is refused more messages than anyone types, told when to try again, and stays open", async () => {
    const [ann, bob] = await guests(2);
    // Creating a room counts as a message.
    const room = await bob.group("hi", [ann]);
    const line = await ann.socket();
    for (let n = 0; n < 101; n++)
      line.say({ type: "message.send", roomId: room.id, clientId: `quick-${100 + n}`, text: "x" });
    const refused = await line.hears("refused");
    expect(refused).toMatchObject({ ref: "quick-200", roomId: room.id, code: "rate-limited" });
    expect(refused.retryAfterMs).toBeWithin(1, 10_001);
    await line.fence();
    expect(line.all("message.sent")).toHaveLength(100);
  });

  test("is closed with 4429 at more frames than any client sends", async () => {
    const [ann] = await guests(1);
    const line = await ann.socket();
    for (let n = 1; n <= 1000; n++) {
      line.say({ type: "ping", n: -n });
      if (n % 100 === 0) await line.hears("pong", (frame) => frame.n === -n);
    }
    line.say({ type: "ping" });
    expect(await line.closed).toBe(4429);
    expect(line.all("pong")).toHaveLength(1000);
  });

  test("is closed with 4429 where one person's sockets together bring more than 8 MB in ten seconds", async () => {
    const [ann] = await guests(1);
    const lines = [await ann.socket(), await ann.socket()];
    const ping = JSON.stringify({ type: "ping", filler: "x".repeat(60_000) });
    const fit = Math.floor((8 * 1024 * 1024) / ping.length);
    for (let n = 0; n < fit; n++) {
      lines[n % 2]!.ws.send(ping);
      if (n % 5 === 4) for (const line of lines) await line.fence();
    }
    lines[0]!.ws.send(ping);
    expect(await lines[0]!.closed).toBe(4429);
  });

  test("is not read where it is mostly structure, however little that says", async () => {
    const [ann] = await guests(1);
    const line = await ann.socket();
    const more = `"more":${"[".repeat(300)}${"]".repeat(300)}`;
    line.ws.send(`{"type":"ping",${more}}`);
    line.ws.send(JSON.stringify({ type: "ping", ...Array(200).fill(0) }));
    line.ws.send(`{"type":"ping","n":1,"quoted":"${'\\"'.repeat(9000)}","after":"${"[".repeat(9000)}"}`);
    await line.hears("pong", ({ n }) => n === 1);
    expect(line.all("refused").map(({ ref, code }) => [ref, code])).toEqual([
      [null, "invalid"],
      [null, "invalid"],
    ]);
  });

  test("hears no welcome where its owner has come in 300 times in a minute; others do", async () => {
    const [ann, bob] = await guests(2);
    const comeAndGo = async () => {
      const line = await ann.socket();
      line.close();
      await line.closed;
    };
    for (let n = 0; n < 300; n += 50) await Promise.all(Array.from({ length: 50 }, comeAndGo));
    const line = await Line.open();
    line.say({ type: "hello", token: ann.token });
    await line.fence();
    expect(line.all("welcome")).toEqual([]);
    expect((await ann.call("GET", "/api/rooms")).status).toBe(429);
    expect(
      (await fetch(`${house.url}/api/feed`, { headers: { authorization: `Bearer ${ann.token}` } })).status,
    ).toBe(429);
    await bob.socket();
    expect(await line.closed).toBe(4429);
  }, 30_000);
});

test("a socket is one of many: nobody has more than 200 open, also where limits are off", async () => {
  await house.close();
  await openHouse();
  const [ann] = await guests(1);
  const lines = await Promise.all(Array.from({ length: 200 }, () => ann.socket()));
  const more = await Line.open();
  more.say({ type: "hello", token: ann.token });
  expect(await more.closed).toBe(4429);
  lines[0]?.close();
  await lines[0]?.closed;
  await ann.socket();
});
