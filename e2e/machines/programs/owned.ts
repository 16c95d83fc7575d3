// Child processes end and their folders are deleted when we end, even if we are killed. Each process that starts children
// has a watcher process for that: it is told of every child through a pipe, and cleans up when the pipe closes.
import { closeSync, constants, mkdtempSync, openSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type Child = Bun.Subprocess<"ignore", "pipe", "ignore">;

interface Watcher {
  folder: string;
  pipe: number;
}

// A child registers itself with the watcher before it execs its program, so that there is no moment in which nothing
// would end it. Its stderr goes to stdout.
const START = `echo "started $$" >&3; exec 3>&-; exec "$@" 2>&1`;

let current: Watcher | undefined;

/** Creates a temporary folder, deleted when we end. */
export const scratch = (name: string): string => mkdtempSync(join(ensureWatcher().folder, `${name}-`));

/** Starts a process in its own process group: signals of our terminal do not reach it, and its children end with it. */
export function spawn(command: string[], env: Record<string, string | undefined>): Child {
  const { pipe } = ensureWatcher();
  const child: Child = Bun.spawn(["sh", "-c", START, "sh", ...command], {
    env,
    stdio: ["ignore", "pipe", "ignore", pipe],
    detached: true,
  });
  // Pids are reused, and the watcher must not kill an unrelated process.
  void child.exited.then(() => writeSync(pipe, `ended ${child.pid}\n`));
  return child;
}

function ensureWatcher(): Watcher {
  current ??= startWatcher(mkdtempSync(join(tempRoot(), "potato-rig-")));
  return current;
}

function startWatcher(folder: string): Watcher {
  const path = join(folder, "watched");
  Bun.spawnSync(["mkfifo", path]);
  // Opened for reading and writing: opening only one end of a FIFO would block.
  const pipe = openSync(path, constants.O_RDWR);
  const readEnd = openSync(path, constants.O_RDONLY);
  const script = fileURLToPath(new URL("watcher.sh", import.meta.url));
  const watcher = Bun.spawn(["sh", script, folder], { stdio: [readEnd, "ignore", "ignore"], detached: true });
  watcher.unref();
  closeSync(readEnd);
  return { folder, pipe };
}

// In memory if there is enough: nothing here must survive, and a disk would slow the tests down.
function tempRoot(): string {
  const memory = "/dev/shm";
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > 1024 ** 3 ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}
