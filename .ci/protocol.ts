// `bun run docs:protocol` writes the tables of docs/protocol.md anew, each between its markers, from the schemas that the
// server checks with. .ci/protocol.test.ts fails where they are not what the schemas say.
import { join } from "node:path";

import { readSources, tablesOf } from "./protocol/tables";

export const path = join(import.meta.dir, "../docs/protocol.md");

/** The document with these tables in their places. Throws where a table has no place, or a place no table. */
export function placed(document: string, tables: Record<string, string>): string {
  const left = new Set(Object.keys(tables));
  const whole = document.replaceAll(
    /<!-- table: ([\w ]+) -->\n[\s\S]*?<!-- \/table -->/g,
    (_, name: string) => {
      if (!left.delete(name)) throw new Error(`docs/protocol.md: there is no table "${name}"`);
      return `<!-- table: ${name} -->\n\n${tables[name]}\n\n<!-- /table -->`;
    },
  );
  if (left.size > 0) throw new Error(`docs/protocol.md has no place for ${[...left].join(", ")}`);
  return whole;
}

if (import.meta.main) {
  const document = await Bun.file(path).text();
  await Bun.write(path, placed(document, tablesOf(await readSources())));
}
