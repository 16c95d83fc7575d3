import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";

import type { Person } from "./generator/dialect";
import { Generator } from "./generator/generator";
import { memoryOf } from "./generator/host";
import type { Crowd, Peer } from "./peers/peer";

// The server has one core to itself and the generator the other, so that neither takes from the other.
const SERVER_CORE = 0;
const GENERATOR_CORE = 1;
const isPinned = cpus().length > 1 && Bun.which("taskset") !== null;

const scratch = mkdtempSync(join(tmpdir(), "potato-bench-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
const prepared = new Map<string, Promise<{ data: string; people: string }>>();

/** A server that listens, and a generator that knows its people. Nobody has come yet. */
export interface Stage {
  peer: Peer;
  crowd: Crowd;
  generator: Generator;
  server: Server;
  /** From its start until it listened. */
  startedInMs: number;
  /** What it took before anyone came. */
  emptyBytes: number;
  /** Ends the server without a word. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port; answers with the ms until it listened. */
  startAgain(): Promise<number>;
  close(): Promise<void>;
}

interface Server {
  url: string;
  pid: number;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface Options {
  env?: Record<string, string>;
  /** What server and all may use; beyond it the kernel ends it. */
  memoryMB?: number;
  /** Messages that are there already. */
  messages?: number;
}

export async function open(peer: Peer, crowd: Crowd, options: Options = {}): Promise<Stage> {
  const { data, people } = await preparedFor(peer, crowd, options.messages ?? 0);
  const dir = mkdtempSync(join(scratch, "data-"));
  cpSync(data, dir, { recursive: true });
  const started = performance.now();
  let server = await start(peer, dir, options);
  const startedInMs = performance.now() - started;
  const emptyBytes = memoryOf([server.pid]);
  const own = { url: server.url, pid: server.pid, dialect: peer.dialect };
  const generator = await Generator.start(own, people, isPinned ? GENERATOR_CORE : undefined);
  return {
    peer,
    crowd,
    generator,
    startedInMs,
    emptyBytes,
    get server() {
      return server;
    },
    kill: () => server.stop("SIGKILL"),
    async startAgain() {
      const killed = performance.now();
      server = await start(peer, dir, { ...options, env: { ...options.env, PORT: new URL(own.url).port } });
      const ms = performance.now() - killed;
      await generator.restarted(server.pid);
      return ms;
    },
    async close() {
      await generator.stop();
      await server.stop("SIGKILL");
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function start(peer: Peer, dir: string, { env, memoryMB }: Options): Promise<Server> {
  const pinned = isPinned ? ["taskset", "-c", String(SERVER_CORE)] : [];
  const command = held([...pinned, ...peer.command()], memoryMB);
  const { PATH, HOME } = process.env;
  const child = Bun.spawn(command, {
    env: { PATH, HOME, PORT: "0", DATA_DIR: dir, ...peer.env, ...env },
    stdout: "pipe",
    stderr: "inherit",
  });
  const url = await addressIn(child.stdout);
  if (!url) throw new Error(`${peer.name} has ended before it listened`);
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    await child.exited;
  };
  return { url, pid: child.pid, stop };
}

const CGROUPS = "/sys/fs/cgroup/memory";

/** The same command within so much memory, by a control group (version 1, as root). */
function held(command: string[], memoryMB?: number): string[] {
  if (memoryMB === undefined) return command;
  const group = join(CGROUPS, `potato-bench-${process.pid}`);
  mkdirSync(group, { recursive: true });
  writeFileSync(join(group, "memory.limit_in_bytes"), String(memoryMB * 1024 * 1024));
  return ["sh", "-c", `echo $$ > ${join(group, "cgroup.procs")} && exec "$@"`, "sh", ...command];
}

/** From the line that says so. All that follows is read on: a full pipe would stop the server. */
function addressIn(output: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const read = async () => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const part of output) {
      if (text.length < 100_000) text += decoder.decode(part, { stream: true });
      const [address] = /ws:\/\/[\d.]+:\d+/.exec(text) ?? [];
      if (address) resolve(address);
    }
    resolve(undefined);
  };
  void read();
  return promise;
}

/** A store and its people, made once for all who need the same. */
function preparedFor(peer: Peer, crowd: Crowd, messages: number): Promise<{ data: string; people: string }> {
  const key = JSON.stringify([peer.prepare && peer.name, crowd, messages]);
  const made = prepared.get(key) ?? prepare(peer, { ...crowd, messages });
  prepared.set(key, made);
  return made;
}

async function prepare(peer: Peer, crowd: Crowd & { messages: number }): Promise<{ data: string; people: string }> {
  const data = mkdtempSync(join(scratch, "prepared-"));
  const people = `${data}.people`;
  const all = peer.prepare ? await peer.prepare(data, crowd) : madeUp(crowd);
  await Bun.write(people, all.map((person) => `${JSON.stringify(person)}\n`).join(""));
  return { data, people };
}

function madeUp({ people, roomSizes }: Crowd): Person[] {
  return Array.from({ length: people }, (_, index) => ({
    userId: `019abcde-0000-7000-8000-${String(index).padStart(12, "0")}`,
    username: `bench${index + 1}`,
    accessToken: "",
    // As long as ours: bytes count.
    rooms: roomSizes.map((size) => `019abcdf-${String(size).padStart(5, "0")}-700-8000-${String(Math.floor(index / size)).padStart(11, "0")}`),
  }));
}
