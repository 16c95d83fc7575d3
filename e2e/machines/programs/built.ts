// Programs that come from the Go module proxy only: built once, kept under ~/.cache/potato-chat by what they are built of.
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
import { fileURLToPath } from "node:url";

import { find } from "./installed";
import { Missing } from "./missing";

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "potato-chat", "machines");

/** Where the program is that is built of the folder of this name, by `go build` of `what`. */
export async function built(name: string, what = "."): Promise<string> {
  const sources = fileURLToPath(new URL(name, import.meta.url));
  const target = join(cache, `${name}-${hashOf(sources)}`);
  if (existsSync(target)) return target;
  const go = find("go");
  if (!go) throw new Missing(`${name} is built with Go, and there is none here: https://go.dev/dl`);
  console.error(`${name} is built, once: a minute or two`);
  mkdirSync(cache, { recursive: true });
  const scratch = mkdtempSync(join(cache, `${name}.`));
  try {
    cpSync(sources, scratch, { recursive: true });
    await mend(go, scratch);
    await run([go, "build", "-o", "built", what], scratch);
    // It gets its name only when it is whole; of two that are built at once, one takes the other's place.
    renameSync(join(scratch, "built"), target);
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return target;
}

/** What of its modules could not be mended from outside: each patch is applied to a copy of them. */
async function mend(go: string, scratch: string): Promise<void> {
  const patches = readdirSync(scratch).filter((name) => name.endsWith(".patch"));
  if (patches.length === 0) return;
  await run([go, "mod", "vendor"], scratch);
  for (const patch of patches) await run(["git", "apply", patch], scratch);
}

function hashOf(folder: string): string {
  const hash = new Bun.CryptoHasher("sha256");
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest("hex").slice(0, 16);
}

// Its words are for whoever it fails.
async function run(command: string[], cwd: string): Promise<void> {
  // The modules say which Go they want; a newer one is not fetched for them.
  const env = { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "-buildvcs=false" };
  const { exited, stdout, stderr } = Bun.spawn(command, { cwd, env, stdout: "pipe", stderr: "pipe" });
  const [code, ...output] = await Promise.all([exited, text(stdout), text(stderr)]);
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}:\n${output.join("")}`);
}
