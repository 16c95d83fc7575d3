import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type LogLine, Machine } from "../../e2e/machines/machine";
import { logql, select, type Stream } from "../../e2e/machines/observe/logql";
import {
  observe,
  type Prometheus,
  prometheus,
  type Result,
  startPrometheus,
} from "../../e2e/machines/observe/prometheus";
import { missing } from "../../e2e/machines/programs/missing";
import type { Room } from "../protocol/room";
import { type Guest, guests, useHouse } from "../testing/people/guests";

// A production machine, with a real Prometheus that scrapes it; its log is read by the query engine of Loki.

const noPrometheus = await missing([prometheus]);
const noLogql = await missing([logql]);
for (const reason of [noPrometheus, noLogql]) if (reason) console.error(`Skipped: ${reason}`);

const START_MS = 60_000;
const SAID = 30;
let machine: Machine;
const logLines: LogLine[] = [];
let ann: Guest;
let bob: Guest;
let room: Room;

beforeAll(async () => {
  const env = { METRICS_PORT: "0", LOG_LEVEL: "debug" };
  machine = new Machine({ name: "watched", env, listener: (line) => logLines.push(line) });
  await machine.start();
  const close = () => machine.close();
  useHouse({ url: machine.url, dir: machine.dir, machines: [machine.name], stop: close, close });
  [ann, bob] = await guests(2);
  room = await ann.group("본 방", [bob]);
}, START_MS);
afterAll(() => machine.close());

const valueOf = (results: Result[]): number => Number(results[0]?.value[1] ?? NaN);

describe.skipIf(noPrometheus !== undefined)("Prometheus, as it is shipped", () => {
  let watcher: Prometheus;
  beforeAll(async () => void (watcher = await startPrometheus([new URL(machine.metricsUrl).host])), START_MS);
  afterAll(() => watcher.close());

  test(
    "hears of as many messages as were said, and how long each took",
    async () => {
      const line = await ann.socket();
      for (let n = 0; n < SAID; n++)
        line.say({ type: "message.send", roomId: room.id, clientId: crypto.randomUUID(), text: `${n}` });
      await line.fence();
      const stored = 'sum(potato_messages_total{job="potato", kind="text"})';
      await watcher.answers(stored, (results) => valueOf(results) === SAID);
      expect(valueOf(await watcher.ask('potato_ack_seconds_bucket{le="+Inf"}'))).toBe(SAID);
      expect(valueOf(await watcher.ask("potato_sockets"))).toBe(1);
      const [info] = await watcher.ask("potato_build_info");
      expect(info!.metric).toMatchObject({ machine: "watched", bun: Bun.version });
      line.close();
    },
    START_MS,
  );

  test("judges by all of the rules, and none complains of a machine that is well", async () => {
    const response = await fetch(`${watcher.url}/api/v1/rules`);
    const { data } = (await response.json()) as {
      data: { groups: { rules: { name: string; health: string }[] }[] };
    };
    const rules = data.groups.flatMap((group) => group.rules);
    const named = [...readFileSync(join(observe, "alerts.yml"), "utf8").matchAll(/alert: (\w+)/g)];
    expect(rules.map(({ name }) => name)).toEqual(named.map(([, name = ""]) => name));
    expect(rules.filter(({ health }) => health === "err")).toEqual([]);
    expect(await watcher.ask('ALERTS{alertstate="firing"}')).toEqual([]);
  });

  test(
    "misses a machine that hangs, and sees that it is back",
    async () => {
      const missed = 'ALERTS{alertname="MachineDown", job="potato"}';
      expect(await watcher.ask(missed)).toEqual([]);
      await machine.stop();
      const [alert] = await watcher.answers(missed, (results) => results.length > 0);
      expect(alert!.metric).toMatchObject({ alertstate: "pending", severity: "critical" });
      machine.cont();
      await watcher.answers('up{job="potato"}', (results) => valueOf(results) === 1);
      await watcher.answers(missed, (results) => results.length === 0);
    },
    START_MS,
  );
});

describe.skipIf(noLogql !== undefined)("LogQL", () => {
  test(
    "answers all lines of a request, a person and a room by their ids",
    async () => {
      const line = await ann.socket();
      line.say({ type: "message.send", roomId: room.id, clientId: "short", text: "감자" });
      const { ref } = await line.hears("refused");
      expect(ref).toBe("message.send");
      const { headers } = await bob.says(room, "안녕");
      const requestId = headers.get("x-request-id")!;
      line.close();
      const refused = await logged(({ msg }) => msg === "a frame was refused");
      await logged((one) => one["requestId"] === requestId);
      const lines = [...logLines];
      const streams = given(lines);
      const ask = (query: string) => select(streams, query);

      const [request] = linesOf(await ask(`{job="potato"} |= "${requestId}"`));
      expect(request).toMatchObject({ msg: "request", status: 201, userId: bob.id });
      const opened = linesOf(await ask(`{job="potato", level="info"} |= "${String(refused["requestId"])}"`));
      expect(opened[0]).toMatchObject({ msg: "request", path: "/ws" });
      const ofRoom = linesOf(await ask(`{job="potato", level="debug"} |= "${room.id}"`));
      expect(ofRoom).toContainEqual(
        expect.objectContaining({ userId: ann.id, roomId: room.id, code: "invalid" }),
      );
      const all = await ask('{job="potato"}');
      expect(linesOf(all)).toHaveLength(lines.length);
      expect(new Set(all.flatMap(({ labels }) => Object.keys(labels)))).toEqual(
        new Set(["job", "machine", "level"]),
      );
    },
    START_MS,
  );
});

/** A log line of the machine, written already or still to come. */
async function logged(fits: (line: LogLine) => boolean): Promise<LogLine> {
  for (;;) {
    const line = logLines.find(fits);
    if (line) return line;
    await new Promise(setImmediate);
  }
}

const linesOf = (streams: Stream[]): LogLine[] =>
  streams.flatMap(({ lines }) => lines.map(([, line]) => JSON.parse(line) as LogLine));

// Alloy is not available here: this does what config.alloy says. The names of the levels, the labels and the timestamp are
// read from there.
const alloy = readFileSync(join(observe, "config.alloy"), "utf8");

function given(lines: LogLine[]): Stream[] {
  const levels = new Map(
    [...alloy.matchAll(/eq \.Value "(\d+)" \}\}(\w+)/g)].map(([, number, word = ""]) => [number, word]),
  );
  const [, job = ""] = /labels\s+= \{ job = "(\w+)" \}/.exec(alloy) ?? [];
  const streams = Map.groupBy(lines, ({ level }) => levels.get(String(level)) ?? "");
  return [...streams].map(([level, own]) => ({
    labels: { job, machine: "watched", level },
    lines: own.map((line) => [`${Date.parse(String(line["time"]))}000000`, JSON.stringify(line)]),
  }));
}
