import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

// What takes minutes to make is made once, and kept under ~/.cache/potato-chat.

/** `folder`: where its `files` are, each a path in it. `shelf`: of the cache. */
export interface Sources {
  cacheFolder: string;
  name: string;
  folder: string;
  files: string[];
}

/** Where it is kept once it is made: by a name that other sources do not have. */
export function cachePath({ cacheFolder, name, folder, files }: Sources): string {
  const hash = new Bun.CryptoHasher("sha256");
  for (const path of files.toSorted()) hash.update(path).update(readFileSync(join(folder, path)));
  const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "potato-chat", cacheFolder);
  return join(cache, `${name}-${hash.digest("hex").slice(0, 16)}`);
}

/** Its place. Where nothing is there yet, `make` is given a copy of the sources, and answers what of it is to be kept. */
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
    // It gets its name only when it is whole; of two that are made at once, one takes the other's place.
    renameSync(join(scratch, await make(scratch)), target);
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return target;
}

/** Its words are for whoever it fails. */
export async function run(command: string[], cwd: string, env = process.env): Promise<void> {
  const { exited, stdout, stderr } = Bun.spawn(command, { cwd, env, stdout: "pipe", stderr: "pipe" });
  const [code, ...output] = await Promise.all([exited, text(stdout), text(stderr)]);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}:\n${output.join("")}`);
}
