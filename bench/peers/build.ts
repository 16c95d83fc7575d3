import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "potato-chat", "bench");

/** What the folder of that name is built to: a file in the cache, another one for other sources. */
export function built(name: string): string {
  const hash = new Bun.CryptoHasher("sha256");
  for (const path of sources(name)) hash.update(path).update(readFileSync(join(import.meta.dir, name, path)));
  return join(cache, `${name}-${hash.digest("hex").slice(0, 16)}`);
}

/** Builds it, if it was not yet, by a command that leaves `product`. It gets its name only when it is whole. */
export async function build(name: string, command: string[], product: string): Promise<void> {
  const target = built(name);
  if (existsSync(target)) return;
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, `${name}.`));
  try {
    for (const path of sources(name)) cpSync(join(import.meta.dir, name, path), join(scratch, path));
    await run(command, scratch);
    renameSync(join(scratch, product), target);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

// All in the folder but ours, which is not built.
function sources(name: string): string[] {
  const all = readdirSync(join(import.meta.dir, name), { recursive: true, withFileTypes: true });
  const files = all.filter((one) => one.isFile() && !one.name.endsWith(".ts"));
  return files
    .map((one) => join(one.parentPath, one.name).slice(join(import.meta.dir, name).length + 1))
    .sort();
}

// Its words are for whoever it fails.
async function run(command: string[], cwd: string): Promise<void> {
  const { exited, stdout, stderr } = Bun.spawn(command, { cwd, stdout: "pipe", stderr: "pipe" });
  const [code, ...output] = await Promise.all([exited, text(stdout), text(stderr)]);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}:\n${output.join("")}`);
}
