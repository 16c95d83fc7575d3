// `bun run check:size`: the size of what a browser must load before the first page is shown: the scripts that index.html
// names, their static imports, and the words of one language. Other dynamic imports are listed, but do not count.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 80;
const dist = process.argv[2] ?? join(import.meta.dir, "../dist");

if (!existsSync(join(dist, "index.html"))) {
  console.error("There is no built page. Run bun run build first.");
  process.exit(1);
}

const first = firstLoad(readFileSync(join(dist, "index.html"), "utf8"));
const dictionaries = readdirSync(join(dist, "assets"))
  .filter((name) => /^(ko|en)-.*\.js$/.test(name))
  .map((name) => join("assets", name));
if (dictionaries.length !== 2) throw new Error(`not one dictionary a language: ${dictionaries.join(" ")}`);
first.add(dictionaries.sort((one, other) => gzipKb(other) - gzipKb(one))[0]!);
const all = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) =>
  /\.(js|css)$/.test(name),
);
const sized = all.map((name) => ({ name, kb: gzipKb(name), isFirst: first.has(name) }));
for (const { name, kb, isFirst } of sized.sort((one, other) => other.kb - one.kb)) {
  console.log(`${kb.toFixed(1).padStart(7)} kB  ${name}${isFirst ? "  first load" : ""}`);
}
const total = [...first].reduce((sum, name) => sum + gzipKb(name), 0);
console.log(
  `\nfirst load: ${total.toFixed(1)} kB of script (gzip) in ${first.size} files, of ${LIMIT_KB} kB`,
);
if (first.size === 0 || total > LIMIT_KB) {
  console.error(
    first.size === 0 ? "index.html names no script." : "That is too much: load what can wait by import().",
  );
  process.exit(1);
}

function firstLoad(html: string): Set<string> {
  const found = new Set<string>();
  const waiting = [...html.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="\/?([^"]+\.js)"/g)].map(
    ([, name = ""]) => name,
  );
  for (const name of waiting) {
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...importsOf(name).map((path) => join(dirname(name), path)));
  }
  return found;
}

function importsOf(name: string): string[] {
  const imports = new Bun.Transpiler({ loader: "js" }).scanImports(readFileSync(join(dist, name), "utf8"));
  return imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path);
}

/** In kilobytes of 1000 bytes, at the default level of servers (6). */
function gzipKb(name: string): number {
  return gzipSync(readFileSync(join(dist, name))).length / 1000;
}
