import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

import { type Appended, type NewMessage, plain } from "../../db/history/history";
import { open } from "../../db/history/sqlite";

// When to commit, and on which thread: `bun bench/writer/writer.ts [seconds a case]`. Open loop: on each turn of the event
// loop, all messages that are due have arrived, like frames that wait in a socket while the loop is busy. Latency counts
// from when a message was due.

type Choice = "at once" | "4 ms window" | "own thread";
type Commit = (entries: NewMessage[]) => Promise<{ answers: Appended[]; ms: number }>;

const SECONDS = Number(process.argv[2] ?? 4);
const RATES = [500, 2000, 10_000, 20_000, 30_000];
const ROOMS = 5000;
const WINDOW_MS = 4;
const MAX_BATCH = 1000;
const text = "감자 ".repeat(14).trim();

console.log(`${cpus()[0]?.model} × ${cpus().length}, Bun ${Bun.version}, ${SECONDS} s a case, fsynced`);
console.log(
  "| messages/s | choice | stored/s | a batch | commit p50 / p99 | ack p50 / p99 | loop held p99 | CPU |",
);
console.log("|---|---|---|---|---|---|---|---|");
for (const rate of RATES) {
  // A-B-C-C-B-A, so that slow changes of the machine affect all alike.
  const order: Choice[] = ["at once", "4 ms window", "own thread", "own thread", "4 ms window", "at once"];
  const runs = new Map<Choice, Awaited<ReturnType<typeof run>>[]>();
  for (const choice of order) runs.set(choice, [...(runs.get(choice) ?? []), await run(choice, rate)]);
  for (const [choice, both] of runs) console.log(row(rate, choice, both));
}

async function run(choice: Choice, rate: number) {
  const dir = mkdtempSync(join(tmpdir(), "potato-writer-"));
  const [commit, close] = choice === "own thread" ? inThread(dir) : onLoop(dir);
  const measured = await drive(commit, rate, choice === "4 ms window" ? WINDOW_MS : 0);
  close();
  rmSync(dir, { recursive: true, force: true });
  return measured;
}

function onLoop(dir: string): [Commit, () => void] {
  const history = open(dir);
  const commit: Commit = async (entries) => {
    const started = performance.now();
    const answers = await history.append(entries);
    return { answers, ms: performance.now() - started };
  };
  return [commit, () => history.close()];
}

function inThread(dir: string): [Commit, () => void] {
  const thread = new Worker(new URL("thread.ts", import.meta.url), { env: { WRITER_DIR: dir } });
  const commit: Commit = (entries) =>
    new Promise((resolve) => {
      thread.once("message", resolve);
      thread.postMessage(entries);
    });
  return [commit, () => void thread.terminate()];
}

async function drive(commit: Commit, rate: number, windowMs: number) {
  const [acks, commits, turns]: number[][] = [[], [], []];
  let waiting: { entry: NewMessage; due: number }[] = [];
  let batches = 0;
  let committing = false;
  let windowEnd = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  const end = start + SECONDS * 1000;
  let sent = 0;

  async function write(): Promise<void> {
    committing = true;
    const batch = waiting.splice(0, MAX_BATCH);
    const { answers, ms } = await commit(batch.map(({ entry }) => entry));
    batches++;
    commits!.push(ms);
    // As a server does with each answer, so that the loop is as busy as in a server.
    for (const { message } of answers) JSON.stringify({ type: "message.new", message });
    const now = performance.now();
    for (const { due } of batch) acks!.push(now - due);
    committing = false;
  }

  for (let last = start, now = start; now < end || committing || waiting.length > 0; last = now) {
    await new Promise(setImmediate);
    now = performance.now();
    turns!.push(now - last);
    for (
      let due = start + (sent / rate) * 1000;
      due <= Math.min(now, end);
      due = start + (++sent / rate) * 1000
    ) {
      if (waiting.length === 0) windowEnd = now + windowMs;
      const roomId = `room-${sent % ROOMS}`;
      waiting.push({
        due,
        entry: {
          ...plain,
          roomId,
          authorId: `user-${sent % 7}`,
          clientId: `client-${sent}`,
          text,
        },
      });
    }
    const isDue = windowMs === 0 || now >= windowEnd || waiting.length >= MAX_BATCH;
    if (!committing && waiting.length > 0 && isDue) void write();
    // Nothing to do: yield, and check again soon.
    else if (waiting.length === 0 && !committing) await Bun.sleep(0);
    if (now > end + 10_000) break;
  }
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - start) / 1000;
  return {
    acks: acks!,
    commits: commits!,
    turns: turns!,
    batches,
    perSecond: acks!.length / seconds,
    cpu: (user + system) / 1e6 / seconds,
  };
}

function row(rate: number, choice: Choice, runs: Awaited<ReturnType<typeof run>>[]): string {
  const all = (pick: (one: Awaited<ReturnType<typeof run>>) => number[]) => runs.flatMap(pick);
  const mean = (pick: (one: Awaited<ReturnType<typeof run>>) => number) =>
    runs.reduce((sum, one) => sum + pick(one), 0) / runs.length;
  const p = (values: number[], share: number) =>
    (values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? 0).toFixed(2);
  const acks = all((one) => one.acks);
  const commits = all((one) => one.commits);
  return `| ${rate} | ${choice} | ${Math.round(mean((one) => one.perSecond))} | ${mean((one) => one.acks.length / one.batches).toFixed(1)} | ${p(commits, 0.5)} / ${p(commits, 0.99)} | ${p(acks, 0.5)} / ${p(acks, 0.99)} | ${p(
    all((one) => one.turns),
    0.99,
  )} | ${Math.round(mean((one) => one.cpu) * 100)} % |`;
}
