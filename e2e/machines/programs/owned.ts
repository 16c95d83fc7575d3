// What is started here ends when we do, and its folders go, even where we are killed ourselves and can do nothing more.
// A watcher of each process that starts something sees to it: it hears of every child through a pipe, and when that
// closes it is alone.
import { closeSync, constants, mkdtempSync, openSync, statfsSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type Child = Bun.Subprocess<"ignore", "pipe", "ignore">;

interface Watcher {
  folder: string;
  pipe: number;
}

// A child says itself that it is there before it becomes what it is to be: no moment is left in which nobody would end
// it. What it has to say, it says on one stream.
const START = `echo "started $$" >&3; exec 3>&-; exec "$@" 2>&1`;

let current: Watcher | undefined;

/** A folder that is thrown away in the end. */
export const scratch = (name: string): string => mkdtempSync(join(ensureWatcher().folder, `${name}-`));

/** Leads a group of its own: what a terminal sends to us does not reach it, and its children end with it. */
export function spawn(command: string[], env: Record<string, string | undefined>): Child {
  const { pipe } = ensureWatcher();
  const child: Child = Bun.spawn(["sh", "-c", START, "sh", ...command], {
    env,
    stdio: ["ignore", "pipe", "ignore", pipe],
    detached: true,
  });
  // A number is given out again: the watcher must not end somebody else.
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
  // For both ways: else we would wait for a reader, and the reader for us.
  const pipe = openSync(path, constants.O_RDWR);
  const readEnd = openSync(path, constants.O_RDONLY);
  const script = fileURLToPath(new URL("watcher.sh", import.meta.url));
  const watcher = Bun.spawn(["sh", script, folder], { stdio: [readEnd, "ignore", "ignore"], detached: true });
  watcher.unref();
  closeSync(readEnd);
  return { folder, pipe };
}

// In memory, where there is enough of it: nothing here outlives a machine, and a disk would only make others wait.
function tempRoot(): string {
  const memory = "/dev/shm";
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > 1024 ** 3 ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}
