// `bun run check:size`: the size of what a browser must load before the first page is shown: the scripts that index.html
// names, their static imports, and the words of one language, and what a room adds where the address names one. Other dynamic
// imports are listed, but do not count.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 80;
const dist = process.argv[2] ?? join(import.meta.dir, "../dist");

if (!existsSync(join(dist, "index.html"))) {
  console.error("There is no built page. Run bun run build first.");
  process.exit(1);
}

const html = readFileSync(join(dist, "index.html"), "utf8");
const first = loadedBy(
  [...html.matchAll(/<(?:script|link)\b[^>]*\b(?:src|href)="\/?([^"]+\.js)"/g)].map(([, name = ""]) => name),
);
const dictionaries = assetsNamed(/^(ko|en)-.*\.js$/, 2);
first.add(dictionaries.sort((one, other) => gzipKb(other) - gzipKb(one))[0]!);
const room = loadedBy(assetsNamed(/^conversation-.*\.js$/, 1), first);

const all = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) =>
  /\.(js|css)$/.test(name),
);
const sized = all.map((name) => ({ name, kb: gzipKb(name) }));
for (const { name, kb } of sized.sort((one, other) => other.kb - one.kb)) {
  console.log(`${kb.toFixed(1).padStart(7)} kB  ${name}${whenOf(name)}`);
}
const total = kbOf(first);
const added = kbOf(room);
console.log(
  `\nfirst load: ${total.toFixed(1)} kB of script (gzip) in ${first.size} files; at a room ${(total + added).toFixed(1)}, of ${LIMIT_KB} kB`,
);
if (first.size === 0 || total + added > LIMIT_KB) {
  console.error(
    first.size === 0 ? "index.html names no script." : "That is too much: load what can wait by import().",
  );
  process.exit(1);
}

function whenOf(name: string): string {
  if (first.has(name)) return "  first load";
  return room.has(name) ? "  a room" : "";
}

/** These scripts and their static imports, but for what is there already. */
function loadedBy(names: string[], there = new Set<string>()): Set<string> {
  const found = new Set<string>();
  const waiting = [...names];
  for (const name of waiting) {
    if (found.has(name) || there.has(name)) continue;
    found.add(name);
    waiting.push(...importsOf(name).map((path) => join(dirname(name), path)));
  }
  return found;
}

function assetsNamed(name: RegExp, count: number): string[] {
  const found = readdirSync(join(dist, "assets")).filter((asset) => name.test(asset));
  if (found.length !== count) throw new Error(`not ${count} of ${String(name)}: ${found.join(" ")}`);
  return found.map((asset) => join("assets", asset));
}

function kbOf(names: Set<string>): number {
  return [...names].reduce((sum, name) => sum + gzipKb(name), 0);
}

function importsOf(name: string): string[] {
  const imports = new Bun.Transpiler({ loader: "js" }).scanImports(readFileSync(join(dist, name), "utf8"));
  return imports.filter(({ kind }) => kind === "import-statement").map(({ path }) => path);
}

/** In kilobytes of 1000 bytes, at the default level of servers (6). */
function gzipKb(name: string): number {
  return gzipSync(readFileSync(join(dist, name))).length / 1000;
}
