import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

import { cachedBuild, cachePath, run, type Sources } from "../../e2e/machines/programs/kept";

/** The path of the built program of that folder: a file in the cache, by the content of its sources. */
export const built = (name: string): string => cachePath(sourcesOf(name));

/** Builds it, if it is not in the cache, by a command that creates `product`. */
export async function build(name: string, command: string[], product: string): Promise<void> {
  await cachedBuild(sourcesOf(name), async (scratch) => {
    await run(command, scratch);
    return product;
  });
}

// All files of the folder except our TypeScript, which is not part of the build.
function sourcesOf(name: string): Sources {
  const folder = join(import.meta.dir, name);
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = all.filter((one) => one.isFile() && !one.name.endsWith(".ts"));
  return {
    cacheFolder: "bench",
    name,
    folder,
    files: files.map((one) => relative(folder, join(one.parentPath, one.name))),
  };
}
