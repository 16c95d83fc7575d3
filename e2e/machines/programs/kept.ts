import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

// Caches slow builds under ~/.cache/potato-chat.

/** `files` are paths within `folder`. `cacheFolder` is a folder of the cache. */
export interface Sources {
  cacheFolder: string;
  name: string;
  folder: string;
  files: string[];
}

/** The path of the cached build. Its name contains a hash of the sources. */
export function cachePath({ cacheFolder, name, folder, files }: Sources): string {
  const hash = new Bun.CryptoHasher("sha256");
  for (const path of files.toSorted()) hash.update(path).update(readFileSync(join(folder, path)));
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "potato-chat", cacheFolder);
  return join(cache, `${name}-${hash.digest("hex").slice(0, 16)}`);
}

/** Returns the path of the cached build. If there is none, `make` runs in a copy of the sources and returns the file to keep. */
export async function cachedBuild(
  sources: Sources,
  make: (scratch: string) => Promise<string>,
): Promise<string> {
  const target = cachePath(sources);
  if (existsSync(target)) return target;
  mkdirSync(dirname(target), { recursive: true });
  const scratch = mkdtempSync(`${target}.`);
  try {
    for (const path of sources.files) cpSync(join(sources.folder, path), join(scratch, path));
    // Renamed only when complete. If two builds run at once, the second replaces the first.
    renameSync(join(scratch, await make(scratch)), target);
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return target;
}

/** The output is only shown if the command fails. */
export async function run(command: string[], cwd: string, env = process.env): Promise<void> {
  const { exited, stdout, stderr } = Bun.spawn(command, { cwd, env, stdout: "pipe", stderr: "pipe" });
  const [code, ...output] = await Promise.all([exited, text(stdout), text(stderr)]);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}:\n${output.join("")}`);
}
