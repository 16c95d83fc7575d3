import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { scripts } from "../package.json";
import { guests } from "../src/testing/people/guests";
import { startProcess } from "../src/testing/servers/processes";

// Checks that the commands in docs/operations.md work and that its table of variables is right.

const root = join(import.meta.dir, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const page = read("docs/operations.md");
const scratch = mkdtempSync(join(tmpdir(), "potato-operations-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const blocks = [...page.matchAll(/^ *```sh\n([\s\S]*?)^ *```/gm)].map(([, block]) => block!);

/** The variables of src/env.ts with their defaults. */
const variables = [
  ...read("src/env.ts")
    .split("Type.Object({")[1]!
    .split("\n});")[0]!
    .matchAll(/^ {2}([A-Z0-9_]+): (.*(?:\n {4}.*)*)/gm),
].map(([, name, type]) => [name!, /default: "?([^",} ]*)/.exec(type!)?.[1] ?? ""] as const);

test.each(variables)("%s is documented, with its default", (name, fallback) => {
  const row = new RegExp(`^\\| \`${name}\` \\|(.*?)\\|`, "m").exec(page)?.[1] ?? "none";
  const isMade = name === "JWT_SECRET";
  expect(row.trim()).toBe(isMade ? "made once" : fallback && `\`${fallback}\``);
  expect(read(".env.example")).toMatch(new RegExp(`^${name}=${fallback}$`, "m"));
});

test("the files that it names exist", () => {
  const asked = [...page.matchAll(/bun run ([a-z:]+)/g)].map(([, name]) => name!);
  expect(asked.filter((name) => !(name in scripts))).toEqual([]);
  const files = [...page.matchAll(/\bdeploy\/[\w./-]+\w/g)].map(([path]) => path);
  // Files that its commands create.
  const made = new Set(["deploy/.env", "deploy/digests.yml"]);
  expect(files.filter((path) => !made.has(path) && !existsSync(join(root, path)))).toEqual([]);
  const profiles = [...page.matchAll(/--profile (\w+)/g)].map(([, name]) => name!);
  expect(new Set(profiles)).toEqual(new Set(["alone", "full", "observe"]));
});

test("the commands for backup and restore work as written", async () => {
  const server = await startProcess();
  const [ann] = await guests(1);
  await ann.says(await ann.group("감자"), "hi");
  const commands = blocks.filter((block) => /^ *bun run backup|bun run restore/.test(block)).join("");
  expect(commands.match(/bun run/g)).toHaveLength(4);
  const places = commands.replaceAll("/backups/", `${scratch}/`).replaceAll("/srv/", `${scratch}/`);
  const { PATH } = process.env;
  const env = { PATH, DATA_DIR: server.dir };
  const shell = Bun.spawnSync(["bash", "-euc", places], { cwd: root, env });
  expect([shell.exitCode, shell.stderr.toString().replaceAll(/^\$ .*\n/gm, "")]).toEqual([0, ""]);
  for (const name of ["empty", "new"]) expect(existsSync(join(scratch, name, "accounts.sqlite"))).toBeTrue();
  await server.close();
}, 120_000);
