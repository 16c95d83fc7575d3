import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

import { kept, placeOf, run, type Sources } from "../../e2e/machines/programs/kept";

/** What the folder of that name is built to: a file in the cache, another one for other sources. */
export const built = (name: string): string => placeOf(sourcesOf(name));

/** Builds it, if it was not yet, by a command that leaves `product`. */
export async function build(name: string, command: string[], product: string): Promise<void> {
  await kept(sourcesOf(name), async (scratch) => {
    await run(command, scratch);
    return product;
  });
}

// All in the folder but ours, which is not built.
function sourcesOf(name: string): Sources {
  const folder = join(import.meta.dir, name);
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = all.filter((one) => one.isFile() && !one.name.endsWith(".ts"));
  return {
    shelf: "bench",
    name,
    folder,
    files: files.map((one) => relative(folder, join(one.parentPath, one.name))),
  };
}
