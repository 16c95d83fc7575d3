import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { guests, house, Line, openHouse } from "../guests";

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
    const [ann] = await guests(1);
    const room = await ann.group("hi");
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
