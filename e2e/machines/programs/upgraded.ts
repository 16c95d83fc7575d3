// A fake next version of the server, for rehearsing deploys: the same code with additional migrations. They only add
// columns, as ours must, because old and new versions run side by side during a rolling restart.
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { scratch } from "./owned";

interface Journal {
  entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[];
}

const root = fileURLToPath(new URL("../../..", import.meta.url));
const copied = ["src", "db", "package.json", "tsconfig.json"];
// Large and unchanged, so only linked.
const shared = ["node_modules", "dist"].filter((name) => existsSync(join(root, name)));

/** The `nth` version after this one: its folder and its version number. */
export function upgraded(nth: number): { build: string; version: string } {
  const build = scratch(`version-${nth}`);
  for (const name of copied) cpSync(join(root, name), join(build, name), { recursive: true });
  for (const name of shared) symlinkSync(join(root, name), join(build, name));
  const version = `0.0.0-rehearsal.${nth}`;
  change<{ version: string }>(join(build, "package.json"), (about) => (about.version = version));
  for (let n = 1; n <= nth; n++) addMigration(join(build, "db/accounts/migrations"), `rehearsal_${n}`);
  return { build, version };
}

/** A new column with an index. */
function addMigration(folder: string, name: string): void {
  const steps = [
    `ALTER TABLE \`users\` ADD \`${name}\` integer DEFAULT 0 NOT NULL;`,
    `CREATE INDEX \`users_${name}\` ON \`users\` (\`${name}\`);`,
  ];
  change<Journal>(join(folder, "meta/_journal.json"), ({ entries }) => {
    const last = entries.at(-1)!;
    const tag = `${String(last.idx + 1).padStart(4, "0")}_${name}`;
    entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag });
    writeFileSync(join(folder, `${tag}.sql`), steps.join("\n--> statement-breakpoint\n"));
  });
}

function change<Content>(path: string, by: (content: Content) => void): void {
  const content = JSON.parse(readFileSync(path, "utf8")) as Content;
  by(content);
  writeFileSync(path, JSON.stringify(content));
}
