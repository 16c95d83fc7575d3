import { cpSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";

import { memoryOf } from "./generator/counts/host";
import { Generator } from "./generator/generator";
import { preparePeople } from "./peers/crowd";
import type { Crowd, Peer } from "./peers/peer";
import { start } from "./peers/start";

// Server and generator each have a core, so that neither slows the other down.
const SERVER_CORE = 0;
export const GENERATOR_CORE = 1;
const isPinned = cpus().length > 1 && Bun.which("taskset") !== null;

const scratch = mkdtempSync(join(tmpdir(), "potato-bench-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
const prepared = new Map<string, Promise<Prepared>>();

interface Prepared {
  data: string;
  /** Path of a file with one `Person` per line. */
  people: string;
}

/** A running server, and a generator that has its people's accounts. Nobody is connected yet. */
export interface Runner {
  peer: Peer;
  crowd: Crowd;
  generator: Generator;
  /** From the start of the process until it listened. */
  startedInMs: number;
  pid: number;
  /** Whether the limit of `Options.memoryMB` could be applied. */
  isMemoryLimited: boolean;
  /** Resident memory before anyone connected. */
  bytesBeforeConnect: number;
  /** Sends SIGKILL to the server. */
  kill(): Promise<void>;
  /** Starts the server again on the same data and port. Returns the ms until it listened. */
  restart(): Promise<number>;
  close(): Promise<void>;
}

export interface Options {
  env?: Record<string, string>;
  /** Memory limit of the server with all its children. The kernel kills it above. */
  memoryMB?: number;
}

export async function open(peer: Peer, crowd: Crowd, options: Options = {}): Promise<Runner> {
  const { data, people } = await preparedFor(peer, crowd);
  const dir = mkdtempSync(join(scratch, "data-"));
  cpSync(data, dir, { recursive: true });
  const group = options.memoryMB === undefined ? undefined : cgroupFor(options.memoryMB);
  const startServer = (env?: Record<string, string>) =>
    start({ ...peer, env: { ...peer.env, ...options.env, ...env } }, dir, commandPrefix(group));
  const started = performance.now();
  let server = await startServer();
  const startedInMs = performance.now() - started;
  const { url, pid } = server;
  const bytesBeforeConnect = memoryOf(pid);
  const target = { url, pid, dialect: peer.dialect };
  const generator = await Generator.start(target, people, pinTo(GENERATOR_CORE)).catch(async (error) => {
    await server.kill("SIGKILL");
    throw error;
  });
  return {
    peer,
    crowd,
    generator,
    startedInMs,
    pid,
    isMemoryLimited: group !== undefined,
    bytesBeforeConnect,
    kill: () => server.kill("SIGKILL"),
    async restart() {
      const killed = performance.now();
      server = await startServer({ PORT: new URL(url).port });
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

/** Goes before a command, to keep it on one core. */
export const pinTo = (core: number): string[] => (isPinned ? ["taskset", "-c", String(core)] : []);

const GROUP = `/sys/fs/cgroup/memory/potato-bench-${process.pid}`;

/** A control group with this memory limit (version 1, as root); undefined if none can be created. */
function cgroupFor(memoryMB: number): string | undefined {
  try {
    mkdirSync(GROUP);
    // The folder has files, but the kernel lets rmdir remove it.
    process.on("exit", () => rmdirSync(GROUP));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") return undefined;
  }
  writeFileSync(join(GROUP, "memory.limit_in_bytes"), String(memoryMB * 1024 * 1024));
  return GROUP;
}

/** Goes before a server's command, to put it into the group and on its core. */
function commandPrefix(group?: string): string[] {
  const pinned = pinTo(SERVER_CORE);
  if (group === undefined) return pinned;
  return ["sh", "-c", `echo $$ > ${join(group, "cgroup.procs")} && exec "$@"`, "sh", ...pinned];
}

/** A filled store and its people, created once for each peer and crowd. */
function preparedFor(peer: Peer, crowd: Crowd): Promise<Prepared> {
  const key = JSON.stringify([peer.prepare && peer.name, crowd]);
  const made = prepared.get(key) ?? prepare(peer, crowd);
  prepared.set(key, made);
  return made;
}

async function prepare(peer: Peer, crowd: Crowd): Promise<Prepared> {
  const data = mkdtempSync(join(scratch, "prepared-"));
  const people = `${data}.people`;
  const all = await preparePeople(peer, data, crowd);
  await Bun.write(people, all.map((person) => `${JSON.stringify(person)}\n`).join(""));
  return { data, people };
}
