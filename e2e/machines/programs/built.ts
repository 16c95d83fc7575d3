// Programs that are only available as Go modules.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { find } from "./installed";
import { cachedBuild, run } from "./kept";
import { Missing } from "./missing";

/** Builds the Go package `what` in the folder `name`, unless it is cached. Returns the program's path. */
export function built(name: string, what = "."): Promise<string> {
  const folder = fileURLToPath(new URL(name, import.meta.url));
  return cachedBuild(
    { cacheFolder: "machines", name, folder, files: readdirSync(folder) },
    async (scratch) => {
      const go = find("go");
      if (!go) throw new Missing(`${name} must be built with Go, which is not installed: https://go.dev/dl`);
      console.error(`building ${name} (only once, takes a minute or two)`);
      await applyPatches(go, scratch);
      // Without what only a debugger reads, linking takes half the time.
      await runGo([go, "build", "-ldflags=-s -w", "-o", "built", what], scratch);
      return "built";
    },
  );
}

/** Applies the folder's patches to a vendored copy of its modules. */
async function applyPatches(go: string, scratch: string): Promise<void> {
  const patches = readdirSync(scratch).filter((name) => name.endsWith(".patch"));
  if (patches.length === 0) return;
  await runGo([go, "mod", "vendor"], scratch);
  for (const patch of patches) await run(["git", "apply", patch], scratch);
}

// Uses the installed Go: never downloads the version that a module asks for.
const runGo = (command: string[], cwd: string): Promise<void> =>
  run(command, cwd, { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "-buildvcs=false" });
