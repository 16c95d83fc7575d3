import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const MARK = "-next";

/** A copy of this server whose built page is a later one: every file below assets/ has another name. */
export async function nextVersion(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "potato-chat-next-"));
  for (const name of ["src", "db", "dist", "package.json", "tsconfig.json"])
    await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await rename(join(folder, "dist"));
  return folder;
}

async function rename(dist: string): Promise<void> {
  const names = await readdir(join(dist, "assets"));
  const renamed = names.map((name) => [name, name.replace(/(\.\w+)$/, `${MARK}$1`)] as const);
  const later = (text: string): string =>
    text.replaceAll(/[\w.-]+-[\w-]{8}\.(?:js|css|woff2|json)/g, (name) => byName.get(name) ?? name);
  const byName = new Map(renamed);
  for (const [name, next] of renamed) {
    const path = join(dist, "assets", name);
    if (/\.(js|css)$/.test(name))
      await writeFile(join(dist, "assets", next), later(await readFile(path, "utf8")));
    else await cp(path, join(dist, "assets", next));
    await rm(path);
  }
  for (const name of ["index.html", "worker.js"]) {
    const text = await readFile(join(dist, name), "utf8");
    await writeFile(
      join(dist, name),
      later(text).replace(/"revision":"[^"]+","url":"index.html"/, '"revision":"next","url":"index.html"'),
    );
  }
}
