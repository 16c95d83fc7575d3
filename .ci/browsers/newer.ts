// `bun run browsers:newer PATH/data.json`, with the data of @mdn/browser-compat-data: writes newer.json, the names that some
// browser of package.json's `browserslist` does not have. To be run again when that list or the data change.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { browserslist } from "../../package.json";

interface Support {
  version_added: string | boolean | null;
  flags?: unknown;
  prefix?: string;
  alternative_name?: string;
}
type Entry = { __compat?: { support: Record<string, Support | Support[]> } } & { [name: string]: Entry };

const source = process.argv[2];
if (source === undefined) throw new Error("Where is the data.json of @mdn/browser-compat-data?");
const data = JSON.parse(readFileSync(source, "utf8")) as {
  __meta: { version: string };
  api: Entry;
  javascript: { builtins: Entry };
};
const IN_DATA: Record<string, string> = { ios_saf: "safari_ios", samsung: "samsunginternet_android" };
const oldest = browserslist.map((entry): [string, string] => {
  const [, name = "", version = ""] = /^(\w+) >= ([\d.]+)$/.exec(entry) ?? [];
  return [IN_DATA[name] ?? name, version];
});

const globals: string[] = [];
const statics: string[] = [];
// By name, whether each owner's is newer.
const members = new Map<string, boolean[]>();
const { builtins } = data.javascript;
const intl = { ...builtins["Intl"] };
for (const [owner, entry] of [
  ...Object.entries(builtins),
  ...Object.entries(intl),
  ...Object.entries(data.api),
]) {
  if (isNewer(entry)) globals.push(owner);
  for (const [key, member] of Object.entries(entry))
    if (/^[a-zA-Z]+(_static)?$/.test(key)) add(owner, key, member);
}

const newer = {
  source: `@mdn/browser-compat-data ${data["__meta"].version}`,
  browserslist,
  globals: globals.sort(),
  statics: statics.sort(),
  members: [...members].flatMap(([name, all]) => (all.every(Boolean) ? [name] : [])).sort(),
};
writeFileSync(join(import.meta.dir, "newer.json"), `${JSON.stringify(newer, null, 2)}\n`);

// What an object is cannot be seen from a name: so a member counts only if nothing older has its name, and one of the page's
// own API, or of an object that is newer itself, only if its name has several words ("role" and "drop" are names of ours).
function add(owner: string, key: string, entry: Entry): void {
  const name = key.replace(/_static$/, "");
  if (!entry["__compat"] || name === owner) return;
  const isLanguage = (owner in builtins || owner in intl) && owner !== "Iterator" && !globals.includes(owner);
  const ours = Reflect.get(globalThis, owner) as object | undefined;
  // The data does not mark the static functions of the language itself.
  const isStatic = key.endsWith("_static") || (isLanguage && ours !== undefined && Object.hasOwn(ours, name));
  if (isStatic && isNewer(entry)) statics.push(`${owner}.${name}`);
  const counts = isStatic || isLanguage || /[a-z][A-Z]/.test(name);
  if (counts) members.set(name, [...(members.get(name) ?? []), !isStatic && isNewer(entry)]);
}

function isNewer({ __compat }: Entry): boolean {
  return oldest.some(([browser, version]) => {
    const all = [__compat?.support[browser] ?? []].flat();
    const isThere = all.some(
      (one) => !one.flags && !one.prefix && !one.alternative_name && hasSince(one.version_added, version),
    );
    return all.length > 0 && !isThere;
  });
}

function hasSince(added: Support["version_added"], version: string): boolean {
  if (typeof added !== "string") return added === true;
  if (added === "preview") return false;
  const [ours = [], theirs = []] = [version, added.replace("≤", "")].map((one) => one.split(".").map(Number));
  const differing = theirs.findIndex((part, at) => part !== (ours[at] ?? 0));
  return differing < 0 || theirs[differing] < (ours[differing] ?? 0);
}
