// What the bus costs: the round trip from one machine to another and back over Redis at a given rate, by number of rooms;
// and the traffic of Redis, also when idle. `bun run bench/bus/main.ts [messages a second] [seconds]`.
import { build } from "hdr-histogram-js";

import { startRedis } from "../../e2e/machines/redis";
import type { ReceivedFact } from "../../src/bus/facts";
import { type Bridge, connect } from "../../src/bus/redis";
import { redisCost } from "./traffic";

const RATE = Number(process.argv[2] ?? 5000);
const SECONDS = Number(process.argv[3] ?? 10);
const ROOMS = [100, 1000, 10_000];
const id = () => Bun.randomUUIDv7();
// Fields that are the same in every message of a group.
const rest = { mentions: [], attachments: [], reactions: [], event: null, replyTo: null, editedAt: null };
/** The frame of a usual message: one line of text and its ids. */
const frameOf = (roomId: string) =>
  JSON.stringify({
    type: "message.new",
    message: {
      roomId,
      seq: 42,
      clientId: id(),
      authorId: id(),
      kind: "text",
      text: "감자".repeat(20),
      ...rest,
      deletedAt: null,
      at: Date.now(),
      unread: 2,
    },
  });
const TICK_MS = 1;
const QUIET_S = 5;

const redis = await startRedis();
console.log(
  `${RATE} messages/s of ${frameOf("room-42").length} characters for ${SECONDS} s; latency is half of the round trip`,
);
console.log(
  "| rooms subscribed to | one way p50 ms | p99 ms | max ms | lost | Redis in, out bytes a message | quiet, bytes/s | Redis CPU µs a message |",
);
console.log("|---|---|---|---|---|---|---|---|");
for (const rooms of ROOMS) console.log(await row(rooms));
await redis.close();

async function row(rooms: number): Promise<string> {
  const other = Bun.spawn(["bun", `${import.meta.dir}/echo.ts`, redis.url, String(rooms)], {
    stdout: "pipe",
  });
  await other.stdout.getReader().read();
  const latency = build({ numberOfSignificantValueDigits: 3 });
  let returned = 0;
  const nothing = () => undefined;
  // The field `ordinal` has the time at which the message was due, in µs.
  const room = (_: string, facts: ReceivedFact[]) => {
    for (const fact of facts) {
      if (fact.type !== "message") continue;
      returned++;
      latency.recordValue(Math.max(0, Math.round((performance.now() * 1000 - fact.ordinal) / 2)));
    }
  };
  const bridge = await connect(redis.url, "bench", { room, all: nothing, back: nothing, doubt: nothing });
  await bridge.subscribe(Array.from({ length: rooms }, (_, n) => `room-${n}`));
  const idle = await redisCost(redis.url, () => Bun.sleep(QUIET_S * 1000));
  const busy = await redisCost(redis.url, () => talk(bridge, rooms));
  const sent = RATE * SECONDS;
  await bridge.close();
  other.kill();
  await other.exited;
  const ms = (percentile: number) => (latency.getValueAtPercentile(percentile) / 1000).toFixed(2);
  const each = (bytes: number) => Math.round(bytes / sent / 2);
  const cells = [rooms, ms(50), ms(99), (latency.maxValue / 1000).toFixed(1), sent - returned];
  return `| ${cells.join(" | ")} | ${each(busy.in)}, ${each(busy.out)} | ${Math.round((idle.in + idle.out) / QUIET_S)} | ${((busy.cpu * 1e6) / sent / 2).toFixed(1)} |`;
}

/** Open loop: each message is published when it is due, whether or not earlier ones have returned. */
async function talk(bridge: Bridge, rooms: number): Promise<void> {
  const frames = Array.from({ length: rooms }, (_, n) => frameOf(`room-${n}`));
  const begun = performance.now();
  for (let sent = 0; sent < RATE * SECONDS;) {
    const due = Math.min(RATE * SECONDS, Math.floor(((performance.now() - begun) / 1000) * RATE));
    for (; sent < due; sent++) {
      const nth = (sent * 7919) % rooms;
      const ordinal = Math.round((begun + (sent * 1000) / RATE) * 1000);
      bridge.publish(`room-${nth}`, { type: "message", ordinal, text: frames[nth]! });
    }
    await Bun.sleep(TICK_MS);
  }
  // For the last ones to return.
  await Bun.sleep(500);
}
