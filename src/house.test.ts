// The laws of docs/house.md that a machine can see. Beside each law stand files that break it, so that we know it bites.
import { describe, expect, test } from "bun:test";
import { dirname, join } from "node:path";

interface File {
  path: string;
  source: string;
  // Of values: what is imported as a type leaves nothing behind.
  imports: string[];
  exports: string[];
}

const root = join(import.meta.dir, "..");
const house = await readHouse();

law("imports go one way: main → app → doors → services → stores → db", wrongImports, [
  file("src/app.ts", `import "./rooms/service"`),
  file("src/users/service.ts", `import "../rooms/service"`),
  file("src/messages/service.ts", `import "../rooms/store"`),
  file("src/messages/service.ts", `import "./routes"`),
  file("src/rooms/service.ts", `import "../../db/accounts/open"`),
  file("src/rooms/members/routes.ts", `import "./store"`),
  file("src/socket/frames.ts", `import "../messages/writer"`),
  file("src/bus/local.ts", `import "../rooms/service"`),
  file("src/protocol/frames.ts", `import "../env"`),
  file("src/cellar/wine.ts", `import "../log"`),
  file("db/accounts/open.ts", `import "../../src/env"`),
  file("client/App.tsx", `import "../src/app"`),
  file("e2e/rooms.spec.ts", `import "../db/seed"`),
  file("e2e/machines/rig.ts", `import "../people"`),
  file("src/app.ts", `import "../e2e/machines/rig"`),
  file("src/app.ts", `import "./testing/people/guests"`),
  file("bench/writer.ts", `import "../src/main"`),
]);

law(
  "no file imports itself by way of others, not even a type",
  cycles,
  [
    file("src/rooms/a.ts", `import { b } from "./b"`),
    file("src/rooms/b.tsx", `export type { C } from "../users/c"`),
    file("src/users/c.ts", `import type {\n  A,\n} from "../rooms/a"`),
    file("src/users/d.ts", `import { c } from "./c"`),
  ],
  1,
);

law("a service and a store know nothing of HTTP", each(knowsHttp), [
  file("src/rooms/service.ts", `import { t } from "elysia"; t()`),
]);

law("a file has at most 250 lines", each(isTooLong), [file("src/rooms/service.ts", "x;\n".repeat(251))]);

const nine = Array.from({ length: 9 }, (_, i) => file(`src/rooms/${i}.ts`, ""));
law("a folder has at most 8 files, tests not counted", fullFolders, nine, 1);

// Drawers, and barrels.
const nameless = /(^|\/)(utils?|helpers?|common|misc|managers?|index)(\.|\/|$)/i;
law(
  "a name says what is inside",
  each(({ path }) => nameless.test(path)),
  [file("src/rooms/utils.ts", ""), file("src/rooms/index.ts", ""), file("client/helpers/date.ts", "")],
);

// Tools that are configured by a file want its default export.
const isNamed = ({ path, exports }: File) => path.endsWith(".config.ts") || !exports.includes("default");
law(
  "exports have names",
  each((one) => !isNamed(one)),
  [file("src/rooms/service.ts", "export default 1")],
);

const declaresEnum = /^\s*(export\s+)?(declare\s+)?(const\s+)?enum\s+\w/m;
law(
  "a choice is a union, not an enum",
  each(({ source }) => declaresEnum.test(source)),
  [file("src/rooms/model.ts", "export const enum Role { owner }")],
);

// bun:sqlite would never roll it back.
const isAsync = /\btransaction\(\s*async\b/;
law(
  "a transaction's callback is not async",
  each(({ source }) => isAsync.test(source)),
  [file("src/rooms/store.ts", "db.transaction(async (tx) => tx)")],
);

// Tests of one worker share a server and its people, and find a room on the list by how its row begins.
law(
  "no room of a browser test begins with the name of another's",
  ambiguousRooms,
  [
    file("e2e/a.spec.ts", `group(me, "Soup", [])`),
    file("e2e/b.spec.ts", `two(people, server.url, "Soup night")`),
    file("e2e/c.spec.ts", `group(account(server.url, "test1"), "Bread", []); made(server.url, "Bread", 1)`),
  ],
  2,
);

// They have been used for opposite things. The field has verbs for each: submit, publish, deliver, receive, forward …
const vague =
  /(^|\s)(function|const|let|async|private|protected|get)\s+(tell|hear|take|stir|pass)([A-Z]\w*)?\s*[=(<:]/m;
const vagueMethod = /^\s+(tell|hear|take|stir|pass)([A-Z]\w*)?(<[^>]*>)?\([^)]*\)(: [^{;]+)? \{$/m;
law(
  "a function is called by the field's verb, not tell, hear, take, stir or pass",
  each(({ source }) => vague.test(source) || vagueMethod.test(source)),
  [
    file("src/bus/local.ts", "export const tell = (text: string) => text"),
    file("src/rooms/follow.ts", "async function hearAll(): Promise<void> {}"),
    file("src/feed/feed.ts", "class Feed {\n  take(frame: Frame): void {\n  }\n}"),
  ],
);

law(
  "an exported type has a name of its own",
  sharedTypes,
  [
    file("src/rooms/membership.ts", "export type Place = { roomId: string }"),
    file("src/bus/bus.ts", "type Place = { seq: number }"),
    file("client/live/frame.ts", "export interface Frame<T> {}"),
    file("src/testing/people/guests.ts", "export declare class Frame {}"),
    file("db/move/copy.ts", "type Options = { from: string }"),
    file(
      "db/move/sqlite.ts",
      `type Options = { to: string }\nexport type { Place } from "../../src/rooms/membership"`,
    ),
    file("src/bus/bus.test.ts", "type Frame = { n: number }"),
  ],
  2,
);

test("imports that go the right way are left alone", () => {
  const fine = [
    file("src/messages/service.ts", `import "../rooms/service"; import "../bus/bus"; import "./writer"`),
    file("src/messages/writer.ts", `import "../../db/history/sqlite"`),
    file("src/rooms/routes.ts", `import "../auth/guard"; import "./service"`),
    file("src/socket/frames.ts", `import "../messages/service"`),
    file("src/auth/reset.ts", `import "../../db/accounts/open"`),
    file("src/rooms/rooms.test.ts", `import "../app"`),
    file(
      "src/testing/servers/processes.ts",
      `import "../../../e2e/machines/machine"; import "../people/guests"`,
    ),
    file("e2e/server.ts", `import "./machines/rig"`),
    file("client/api.ts", `import type { App } from "../src/app"`),
  ];
  expect(wrongImports(fine)).toEqual([]);
});

function law(
  name: string,
  offenders: (files: File[]) => string[],
  broken: File[],
  times = broken.length,
): void {
  describe(name, () => {
    test("holds", () => expect(offenders(house)).toEqual([]));
    test("bites", () => expect(offenders(broken)).toHaveLength(times));
  });
}

function each(offends: (file: File) => boolean): (files: File[]) => string[] {
  return (files) => files.filter(offends).map(({ path }) => path);
}

async function readHouse(): Promise<File[]> {
  const glob = new Bun.Glob("{src,db,client,e2e,bench,deploy,docs,.ci}/**/*.{ts,tsx}");
  const paths = await Array.fromAsync(glob.scan({ cwd: root, dot: true }));
  // This file quotes every offence.
  const others = paths.filter((path) => path !== "src/house.test.ts").sort();
  return Promise.all(others.map(async (path) => file(path, await Bun.file(join(root, path)).text())));
}

function file(path: string, source: string): File {
  const { imports, exports } = new Bun.Transpiler({ loader: path.endsWith("x") ? "tsx" : "ts" }).scan(source);
  return { path, source, imports: imports.map((one) => one.path), exports };
}

// ── Imports ──

// From left to right: a noun calls only those to its left.
const nouns = [
  "users",
  "friends",
  "rooms",
  "messages",
  "files",
  "previews",
  "reading",
  "search",
  "push",
  "auth",
];
const roles = new Set(["routes", "guard", "service", "store", "model"]);
const ground = ["env", "log", "errors", "measures", "priority", "capacity", "protocol", "pictures", "web"];

// What each kind of file may import. `inside` is any other file in a noun's folder, such as writer.ts; `live` is in socket/
// or feed/; `door` is what all routes share; `seam` is a public face of db.
const reach: Record<string, string[]> = {
  // What tests of the server share.
  testing: ["testing", "rig", "server", "app", ...ground],
  app: ["app", "routes", "live", "ops", "guard", "door", ...ground],
  ops: ["ops", "live", "guard", "door", "service", "bus", "seam", "db", ...ground],
  live: ["live", "guard", "door", "service", "bus", "seam", ...ground],
  routes: ["guard", "door", "inside", "service", "model", ...ground],
  guard: ["door", "inside", "service", "model", ...ground],
  door: ["door", "service", "seam", ...ground],
  service: ["service", "inside", "store", "model", "bus", "seam", ...ground],
  inside: ["service", "inside", "store", "model", "bus", "seam", "db", ...ground],
  store: ["model", "seam", "db", ...ground],
  model: ["model", "protocol"],
  bus: ["bus", "seam", "db", ...ground],
  seam: ["db", "seam", "log", "errors", "measures", "priority", "protocol"],
  db: ["db", "seam", "log", "errors", "measures", "priority", "protocol"],
  protocol: ["protocol"],
  log: ["env"],
  env: ["protocol"],
  errors: [],
  priority: [],
  measures: ["protocol"],
  capacity: ["capacity", "env", "errors", "measures"],
  pictures: ["pictures", "capacity", "errors"],
  web: ["web"],
  other: ["other", "rig"],
  rig: ["rig"],
  // To measure a store or the bus by itself; what it starts beside them, it takes from the rig.
  bench: ["bench", "seam", "db", "bus", "rig"],
};

// What services and routes may use of db directly: it is a store's public face already.
const seams =
  /^db\/(accounts\/(changes|primary)|history\/history|files\/files|search\/search|told\/told)(\.ts)?$/;

// Commands, which start things and may import anything.
const commands =
  /^(src\/(main|server|stores|remote|auth\/reset|ops\/demo.*)|db\/(seed|verify|reindex|move|backup|restore|export|import)|\.ci\/.+)\.ts$/;

function wrongImports(files: File[]): string[] {
  const bound = files.filter(({ path }) => !path.endsWith(".test.ts") && !commands.test(path));
  return bound.flatMap(({ path, imports }) => {
    const own = imports.filter((target) => target.startsWith(".") && !/\.(css|json|svg)$/.test(target));
    const reached = own.map((target) => join(dirname(path), target));
    return reached.filter((target) => !mayImport(path, target)).map((target) => `${path} imports ${target}`);
  });
}

function mayImport(from: string, to: string): boolean {
  const [here, there] = [kindOf(from), kindOf(to)];
  if (!here || !there || !reach[here]?.includes(there)) return false;
  if (here === "other") return true;
  const [noun, target] = [from, to].map(nounOf) as [number, number];
  // No noun's folder is entered; or the same one is; or it is the app, or auth's guard.
  if (target < 0 || noun === target || here === "app" || there === "guard") return true;
  return there === "service" && (noun < 0 || target < noun);
}

/** The noun's place in that order; -1 for a file that belongs to none. */
function nounOf(path: string): number {
  const [top, folder = ""] = path.split("/");
  return top === "src" ? nouns.indexOf(folder) : -1;
}

// Undefined for what docs/house.md does not know: it may import nothing, nor be imported.
function kindOf(path: string): string | undefined {
  const parts = path.replace(/\.tsx?$/, "").split("/");
  const [top, folder = ""] = parts;
  const name = parts.at(-1) ?? "";
  if (top === "db") return seams.test(path) ? "seam" : "db";
  if (top === "bench") return "bench";
  // The browser, too, is a program that is started.
  if (path.startsWith("e2e/machines/") || /^e2e\/browser(\.ts)?$/.test(path)) return "rig";
  if (top !== "src") return "other";
  if (parts.length === 2) return [...ground, "app", "server"].includes(name) ? name : undefined;
  if (nouns.includes(folder)) return roles.has(name) ? name : "inside";
  if (folder === "socket" || folder === "feed") return "live";
  return ["ops", "door", "bus", "protocol", "capacity", "pictures", "web", "testing"].includes(folder)
    ? folder
    : undefined;
}

function knowsHttp({ path, imports }: File): boolean {
  return ["service", "store"].includes(kindOf(path) ?? "") && imports.includes("elysia");
}

// ── Import cycles ──

/** Groups of files that import each other (strongly connected components, by Tarjan's algorithm). */
function cycles(files: File[]): string[] {
  const sources = new Map(files.map(({ path, source }) => [path, source]));
  const targetsOf = (path: string) =>
    [...sources.get(path)!.matchAll(/^(?:import|export)\s[^;]*?from "(\.[^"]+)"/gms)]
      .map(([, target]) => join(dirname(path), target!))
      .flatMap((target) => [`${target}.ts`, `${target}.tsx`].find((one) => sources.has(one)) ?? []);
  const found = new Map<string, number>();
  const open: string[] = [];
  const groups: string[] = [];
  const visit = (path: string): number => {
    const number = found.size;
    found.set(path, number);
    open.push(path);
    const reached = targetsOf(path).map((target) => {
      if (!found.has(target)) return visit(target);
      return open.includes(target) ? found.get(target)! : number;
    });
    const low = Math.min(number, ...reached);
    if (low === number) {
      const group = open.splice(open.indexOf(path));
      if (group.length > 1) groups.push(group.join(" → "));
    }
    return low;
  };
  for (const { path } of files) if (!found.has(path)) visit(path);
  return groups;
}

// ── Names of types ──

const typeDeclaration = /^(export )?(?:declare |abstract )*(?:type|interface|class) (\w+)/gm;

/** Private types of several files may share a name, such as `Options`, but none may share an exported type's. */
function sharedTypes(files: File[]): string[] {
  const own = files.filter(({ path }) => /^(src|db|client)\//.test(path) && !isTest(path));
  const declared = own.flatMap(({ path, source }) =>
    [...source.matchAll(typeDeclaration)].map(([, exported, name]) => ({
      name,
      path,
      isExported: exported !== undefined,
    })),
  );
  return [...Map.groupBy(declared, ({ name }) => name)]
    .filter(([, all]) => all.length > 1 && all.some(({ isExported }) => isExported))
    .map(([name, all]) => `${name}: ${all.map(({ path }) => path).join(", ")}`);
}

// ── Rooms of browser tests ──

const makesRoom = /\b(?:group|two|made|makesGroup)\((?:"test\d+"|[^"`;])*?["`](?!test\d)([^"`$]+)/g;

function ambiguousRooms(files: File[]): string[] {
  const specs = files.filter(({ path }) => path.startsWith("e2e/") && path.endsWith(".spec.ts"));
  const titles = specs.flatMap(({ source }) => [...source.matchAll(makesRoom)].map(([, title]) => title!));
  return titles.filter((title, i) =>
    titles.some((other, j) => i !== j && title.startsWith(other) && (title !== other || i > j)),
  );
}

// ── Sizes ──

const isTest = (path: string) => /\.(test|spec)\.tsx?$/.test(path);

function isTooLong({ path, source }: File): boolean {
  const isData = path.startsWith("src/ops/demo") || path.startsWith("db/accounts/migrations");
  return !isTest(path) && !isData && source.trimEnd().split("\n").length > 250;
}

function fullFolders(files: File[]): string[] {
  const counted = files.map(({ path }) => path).filter((path) => !isTest(path) && !commands.test(path));
  const folders = [...Map.groupBy(counted, (path) => dirname(path))];
  return folders.filter(([, own]) => own.length > 8).map(([folder, own]) => `${folder}: ${own.length} files`);
}
