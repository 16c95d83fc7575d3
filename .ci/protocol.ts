// `bun run docs:protocol` rewrites the tables of docs/protocol.md, each between its markers, from the schemas that the
// server validates with. .ci/protocol.test.ts fails if they are out of date.
import { join } from "node:path";

import { readSources, tablesOf } from "./protocol/tables";

export const path = join(import.meta.dir, "../docs/protocol.md");

/** The document with these tables between their markers. Throws if a table has no markers, or markers have no table. */
export function withTables(document: string, tables: Record<string, string>): string {
  const unused = new Set(Object.keys(tables));
  const whole = document.replaceAll(
    /<!-- table: ([\w ]+) -->\n[\s\S]*?<!-- \/table -->/g,
    (_, name: string) => {
      if (!unused.delete(name)) throw new Error(`docs/protocol.md: there is no table "${name}"`);
      return `<!-- table: ${name} -->\n\n${tables[name]}\n\n<!-- /table -->`;
    },
  );
  if (unused.size > 0) throw new Error(`docs/protocol.md has no place for ${[...unused].join(", ")}`);
  return whole;
}

if (import.meta.main) {
  const document = await Bun.file(path).text();
  await Bun.write(path, withTables(document, tablesOf(await readSources())));
}
