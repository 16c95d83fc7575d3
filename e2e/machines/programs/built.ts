// Programs that come from the Go module proxy only.
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { find } from "./installed";
import { cachedBuild, run } from "./kept";
import { Missing } from "./missing";

/** Where the program is that is built of the folder of this name, by `go build` of `what`. */
export function built(name: string, what = "."): Promise<string> {
  const folder = fileURLToPath(new URL(name, import.meta.url));
  return cachedBuild(
    { cacheFolder: "machines", name, folder, files: readdirSync(folder) },
    async (scratch) => {
      const go = find("go");
      if (!go) throw new Missing(`${name} is built with Go, and there is none here: https://go.dev/dl`);
      console.error(`${name} is built, once: a minute or two`);
      await applyPatches(go, scratch);
      await runGo([go, "build", "-o", "built", what], scratch);
      return "built";
    },
  );
}

/** What of its modules could not be mended from outside: each patch is applied to a copy of them. */
async function applyPatches(go: string, scratch: string): Promise<void> {
  const patches = readdirSync(scratch).filter((name) => name.endsWith(".patch"));
  if (patches.length === 0) return;
  await runGo([go, "mod", "vendor"], scratch);
  for (const patch of patches) await run(["git", "apply", patch], scratch);
}

// The modules say which Go they want; a newer one is not fetched for them.
const runGo = (command: string[], cwd: string): Promise<void> =>
  run(command, cwd, { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "-buildvcs=false" });
