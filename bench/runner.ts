import { cpSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";

import { memoryOf } from "./generator/counts/host";
import { Generator } from "./generator/generator";
import { gather } from "./peers/crowd";
import type { Crowd, Peer } from "./peers/peer";
import { start } from "./peers/start";

// The server has one core to itself and the generator the other, so that neither takes from the other.
const SERVER_CORE = 0;
const GENERATOR_CORE = 1;
const isPinned = cpus().length > 1 && Bun.which("taskset") !== null;

const scratch = mkdtempSync(join(tmpdir(), "potato-bench-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
const prepared = new Map<string, Promise<Prepared>>();

interface Prepared {
  data: string;
  /** A file: a line a person. */
  people: string;
}

/** A server that listens, and a generator that knows its people. Nobody has come yet. */
export interface Runner {
  peer: Peer;
  crowd: Crowd;
  generator: Generator;
  /** From its start until it listened. */
  startedInMs: number;
  pid: number;
  /** To the memory that its options name. */
  isHeld: boolean;
  /** What it took before anyone came. */
  emptyBytes: number;
  /** Ends the server without a word. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port; answers with the ms until it listened. */
  startAgain(): Promise<number>;
  close(): Promise<void>;
}

export interface Options {
  env?: Record<string, string>;
  /** What server and all may use; beyond it the kernel ends it. */
  memoryMB?: number;
}

export async function open(peer: Peer, crowd: Crowd, options: Options = {}): Promise<Runner> {
  const { data, people } = await preparedFor(peer, crowd);
  const dir = mkdtempSync(join(scratch, "data-"));
  cpSync(data, dir, { recursive: true });
  const group = options.memoryMB === undefined ? undefined : groupOf(options.memoryMB);
  const begin = (env?: Record<string, string>) =>
    start({ ...peer, env: { ...peer.env, ...options.env, ...env } }, dir, within(group));
  const started = performance.now();
  let server = await begin();
  const startedInMs = performance.now() - started;
  const { url, pid } = server;
  const emptyBytes = memoryOf(pid);
  const target = { url, pid, dialect: peer.dialect };
  const generator = await Generator.start(target, people, pinnedTo(GENERATOR_CORE)).catch(async (error) => {
    await server.kill("SIGKILL");
    throw error;
  });
  return {
    peer,
    crowd,
    generator,
    startedInMs,
    pid,
    isHeld: group !== undefined,
    emptyBytes,
    kill: () => server.kill("SIGKILL"),
    async startAgain() {
      const killed = performance.now();
      server = await begin({ PORT: new URL(url).port });
      const ms = performance.now() - killed;
      await generator.restarted(server.pid);
      return ms;
    },
    async close() {
      await generator.stop();
      await server.kill("SIGKILL");
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const pinnedTo = (core: number): string[] => (isPinned ? ["taskset", "-c", String(core)] : []);

const GROUP = `/sys/fs/cgroup/memory/potato-bench-${process.pid}`;

/** A control group with so much memory (version 1, as root); undefined where none can be made. */
function groupOf(memoryMB: number): string | undefined {
  try {
    mkdirSync(GROUP);
    // A group is not empty to the eye, but goes as an empty folder would.
    process.on("exit", () => rmdirSync(GROUP));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") return undefined;
  }
  writeFileSync(join(GROUP, "memory.limit_in_bytes"), String(memoryMB * 1024 * 1024));
  return GROUP;
}

/** What comes before a server's command: its group, and its core. */
function within(group?: string): string[] {
  const pinned = pinnedTo(SERVER_CORE);
  if (group === undefined) return pinned;
  return ["sh", "-c", `echo $$ > ${join(group, "cgroup.procs")} && exec "$@"`, "sh", ...pinned];
}

/** A store and its people, made once for all who need the same. */
function preparedFor(peer: Peer, crowd: Crowd): Promise<Prepared> {
  const key = JSON.stringify([peer.prepare && peer.name, crowd]);
  const made = prepared.get(key) ?? prepare(peer, crowd);
  prepared.set(key, made);
  return made;
}

async function prepare(peer: Peer, crowd: Crowd): Promise<Prepared> {
  const data = mkdtempSync(join(scratch, "prepared-"));
  const people = `${data}.people`;
  const all = await gather(peer, data, crowd);
  await Bun.write(people, all.map((person) => `${JSON.stringify(person)}\n`).join(""));
  return { data, people };
}
