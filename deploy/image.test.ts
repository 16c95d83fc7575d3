import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, join, relative } from "node:path";

import { type Lease, startLease } from "../e2e/machines/litefs/lease";
import { litefs, nodeOf } from "../e2e/machines/litefs/node";
import { Part } from "../e2e/machines/part";
import { Missing, missing } from "../e2e/machines/programs/missing";
import { onFreePort } from "../e2e/machines/programs/ports";
import { copyOf, listIn, ignoreRules, stagesOf } from "./stages";

// These tests run without Docker: they execute the steps of the Dockerfile, each stage in a folder, and start the result
// there, as a user who may only write to its data.

const root = join(import.meta.dir, "..");
const stages = stagesOf(await Bun.file(join(import.meta.dir, "Dockerfile")).text());
const stageOf = (name: string) => stages.find((stage) => stage.name === name);
const context = ignoreRules(join(root, ".dockerignore"));

const scratch = mkdtempSync(join(tmpdir(), "potato-image-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }), 60_000);

// An arbitrary uid; only root can switch to it.
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;
const mounting = () => {
  if (!isRoot) throw new Missing("The image with LiteFS mounts for somebody else, which only root may");
};
const reason = await missing([mounting, litefs]);
if (reason) console.error(`Skipped: ${reason}`);

describe("COPY", () => {
  const sources = stages.flatMap(({ steps }) =>
    steps.filter(({ what }) => what === "COPY").map(({ words }) => copyOf(words)),
  );
  const own = new Set(
    sources.filter(({ from }) => from === undefined).flatMap(({ sources: paths }) => paths),
  );

  test.each([...own].filter((path) => path !== "."))(
    "%s exists, and .dockerignore lets it through",
    (path) => {
      expect([path, existsSync(join(root, path)), context.isIncluded(path)]).toEqual([path, true, true]);
    },
  );

  test("only copies from stages that exist", () => {
    const bases = stages.map(({ base }) => base).filter((base) => !base.includes(":"));
    for (const name of [...bases, ...sources.flatMap(({ from }) => from ?? [])])
      expect([name, stageOf(name) !== undefined]).toEqual([name, true]);
  });

  test("copies no secret, no data and no test", () => {
    for (const path of [
      ".env",
      "data/accounts.sqlite",
      ".git/config",
      "node_modules/x",
      "src/env.test.ts",
      "deploy/.env",
    ])
      expect([path, context.isIncluded(path)]).toEqual([path, false]);
    for (const path of ["src/main.ts", "client/patches/x.patch", "db/accounts/migrations/0000_accounts.sql"])
      expect([path, context.isIncluded(path)]).toEqual([path, true]);
  });
});

describe("the image of one machine", () => {
  let image: Image;
  let server: Part;
  const data = join(scratch, "data");
  const bun = join(scratch, "bun");
  beforeAll(async () => {
    image = await imageOf("alone");
    mkdirSync(data);
    mkdirSync(join(scratch, "home"));
    if (isRoot) chownSync(data, NOBODY, NOBODY);
    chmodSync(scratch, 0o755);
    cpSync(process.execPath, bun);
    server = await onFreePort(started);
  }, 240_000);
  afterAll(() => server?.close());

  test("has no devDependencies", () => {
    const packages = readdirSync(join(image.folder, "app/node_modules"));
    expect(packages).toContain("elysia");
    for (const name of ["vite", "playwright", "typescript", "oxlint"]) expect(packages).not.toContain(name);
  });

  test("does not run as root", () => expect(image.user).toBe("bun"));

  test("serves the client, signs people up, and stores them in its volume", async () => {
    const get = async (path: string) => fetch(server.url + path);
    expect((await get("/ready")).status).toBe(200);
    expect(await (await get("/")).text()).toContain("<script");
    expect((await get("/swagger")).status).toBe(200);
    expect((await signUp(server.url)).status).toBe(201);
    expect(readdirSync(data)).toContain("accounts.sqlite");
    expect(readdirSync(join(scratch, "home"))).toEqual([]);
  });

  test("can back up and verify its data", async () => {
    const out = join(data, "today");
    for (const command of [["db/backup.ts", "--out", out], ["db/verify.ts"]]) {
      const { exitCode, stderr } = Bun.spawnSync(asContainer(command), { env: environment(0) });
      expect([exitCode, stderr.toString()]).toEqual([0, ""]);
    }
    expect(readdirSync(out)).toContain("accounts.sqlite");
  });

  test("passes its health check, and fails it when it has stopped", async () => {
    const [, ...check] = image.check.map((word) => word.replace("http://127.0.0.1:3000", server.url));
    const isWell = () => Bun.spawnSync([process.execPath, ...check]).exitCode === 0;
    expect(isWell()).toBeTrue();
    await server.close();
    expect(isWell()).toBeFalse();
  });

  const started = (port: number) =>
    new Part({
      name: "image",
      url: `http://127.0.0.1:${port}`,
      command: asContainer(image.command.slice(1)),
      env: environment(port),
      isUp: /"listening"/,
    });

  /** Wraps a command to run like in a container: in the image's folder, as another user. */
  function asContainer(command: string[]): string[] {
    const others = ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"];
    return [...(isRoot ? others : []), "env", "-C", join(image.folder, "app"), bun, ...command];
  }

  function environment(port: number): Record<string, string | undefined> {
    const { PATH } = process.env;
    const own = { HOME: join(scratch, "home"), HOST: "127.0.0.1", PORT: String(port), DATA_DIR: data };
    return { PATH, ...image.env, ...own };
  }
});

describe.skipIf(reason !== undefined)("the image of one of several machines", () => {
  let image: Image;
  let env: Record<string, string | undefined>;
  let lease: Lease;
  let server: Part;
  const data = join(scratch, "of-several");
  const kept = join(data, "litefs");
  const shown = join(scratch, "shown");
  // As in compose.yml.
  const [, able = ""] = /cap_add: \[(.+)\]/.exec(readFileSync(join(root, "deploy/compose.yml"), "utf8"))!;
  const bounds = [
    "-all",
    ...able
      .toLowerCase()
      .split(", ")
      .map((name) => `+${name}`),
  ].join(",");
  const closed = ["setpriv", "--no-new-privs", "--bounding-set", bounds, "--inh-caps=-all", "--"];
  beforeAll(async () => {
    image = await imageOf("full");
    const programs = join(scratch, "programs");
    for (const folder of [data, programs]) mkdirSync(folder);
    cpSync(process.execPath, join(programs, "bun"));
    cpSync(await litefs(), join(programs, "litefs"));
    chmodSync(scratch, 0o755);
    lease = startLease();
    const node = await nodeOf("image", lease.url);
    const own = { LITEFS_DIR: shown, LITEFS_DATA: kept, DATA_DIR: data, SERVER_USER: String(NOBODY) };
    const path = `${programs}:${process.env["PATH"]}`;
    env = { ...image.env, ...node.env, ...own, PATH: path, HOST: "127.0.0.1", SINGLE: "1" };
    server = new Part({
      name: "image",
      url: node.env["ADVERTISE_URL"]!,
      command: [...closed, "env", "-C", join(image.folder, "app"), ...image.command],
      env,
      isUp: /"listening"/,
    });
    await server.start();
  }, 240_000);
  afterAll(async () => {
    await server?.close();
    await lease?.close();
  });

  test("signs people up, and LiteFS stores their accounts", async () => {
    expect((await signUp(server.url)).status).toBe(201);
    expect(readdirSync(join(kept, "dbs"))).toEqual(["accounts.sqlite"]);
    expect(existsSync(join(data, "accounts.sqlite"))).toBeFalse();
  });

  test("runs the server as a user without privileges, who cannot read LiteFS's files", () => {
    const threads = `/proc/${server.pid}/task`;
    // /proc lists children by the thread that started them.
    const [child] = readdirSync(threads).flatMap(
      (thread) => readFileSync(join(threads, thread, "children"), "utf8").trim() || [],
    );
    const status = readFileSync(`/proc/${child}/status`, "utf8");
    for (const [name, value] of [
      ["Uid", Array(4).fill(NOBODY).join("\t")],
      ["Gid", Array(4).fill(NOBODY).join("\t")],
      ["CapEff", "0".repeat(16)],
      ["NoNewPrivs", "1"],
    ])
      expect(status).toContain(`${name}:\t${value}\n`);
    const owners = readdirSync(data).map((name) => [name, statSync(join(data, name)).uid]);
    expect(Object.fromEntries(owners)).toMatchObject({ litefs: 0, "jwt-secret": NOBODY });
    // Nor replace it.
    const mode = (path: string) => (statSync(path).mode & 0o7777).toString(8);
    expect([mode(kept), statSync(data).uid, mode(data)]).toEqual(["700", 0, "1770"]);
  });

  test("runs commands as the server's user, with Fly's environment", () => {
    const fly = { FLY_MACHINE_ID: "9080e6f3a12345", FLY_APP_NAME: "potato", FLY_CONSUL_URL: lease.url };
    const out = join(data, "today");
    const [shell, script] = image.command as [string, string];
    for (const [command, said] of [
      [
        ["bun", "-e", "console.log(process.getuid(), process.env.ADVERTISE_URL)"],
        "http://9080e6f3a12345.vm.potato.internal:",
      ],
      [["bun", "db/backup.ts", "--out", out], `${out} is whole`],
      [["bun", "db/verify.ts"], "0 messages in 0 rooms: 0 breaks"],
    ] as const) {
      // From any working directory.
      const words = [shell, join(image.folder, "app", script), ...command];
      const { exitCode, stdout, stderr } = Bun.spawnSync(words, { cwd: "/", env: { ...env, ...fly } });
      expect([exitCode, stderr.toString(), stdout.toString()]).toEqual([
        0,
        "",
        expect.stringContaining(said),
      ]);
    }
    expect(statSync(out).uid).toBe(NOBODY);
  });
});

function signUp(url: string): Promise<Response> {
  const body = JSON.stringify({ username: "potato", password: "hot-potato-soup", nickname: "감자" });
  return fetch(`${url}/api/users`, { method: "POST", headers: { "content-type": "application/json" }, body });
}

type Image = {
  folder: string;
  user: string;
  env: Record<string, string>;
  command: string[];
  check: string[];
};
const kept = new Map<string, Promise<Image>>();

/** Builds a stage and the stages it is based on, each once. */
function imageOf(name: string): Promise<Image> {
  const known = kept.get(name) ?? buildImage(name);
  kept.set(name, known);
  return known;
}

async function buildImage(name: string): Promise<Image> {
  const { base, steps } = stageOf(name)!;
  const folder = join(scratch, name);
  const image: Image = { folder, user: "root", env: {}, command: [], check: [] };
  mkdirSync(folder);
  if (stageOf(base)) {
    const { folder: below, ...rest } = await imageOf(base);
    cpSync(below, folder, { recursive: true });
    Object.assign(image, structuredClone(rest));
  }
  for (const { what, words } of steps) await runStep(what, words, image);
  return image;
}

async function runStep(what: string, words: string[], image: Image): Promise<void> {
  const cwd = join(image.folder, "app");
  if (what === "WORKDIR") mkdirSync(join(image.folder, words[0]!), { recursive: true });
  if (what === "COPY") await copyFiles(words, cwd);
  // Steps that change the system would need a system of their own, so they are skipped.
  if (what === "RUN" && words[0] === "bun") run(words.slice(1), cwd);
  if (what === "ENV") Object.assign(image.env, Object.fromEntries(words.map((word) => word.split("="))));
  if (what === "USER") image.user = words[0]!;
  if (what === "CMD") image.command = listIn(words);
  if (what === "HEALTHCHECK") image.check = listIn(words.slice(words.indexOf("CMD") + 1));
}

async function copyFiles(words: string[], cwd: string): Promise<void> {
  const { from, sources, target } = copyOf(words);
  // Built like in the rig. Its target is a system folder, outside the image's folder.
  if (from === "litefs") return;
  if (from !== undefined) {
    cpSync(join((await imageOf(from)).folder, sources[0]!), join(cwd, target), { recursive: true });
    return;
  }
  const filter = (path: string) => context.isIncluded(relative(root, path));
  const isAll = sources.includes(".");
  for (const source of isAll ? context.all : sources) {
    if (!existsSync(join(root, source))) continue;
    const name = isAll ? source : basename(source);
    const isIn = isAll || target.endsWith("/");
    cpSync(join(root, source), join(cwd, target, isIn ? name : ""), { recursive: true, filter });
  }
}

/** Runs a step with the installed packages; missing ones are downloaded. */
function run(words: string[], cwd: string): void {
  const { PATH, BUN_INSTALL_CACHE_DIR = join(homedir(), ".bun/install/cache") } = process.env;
  const env = { PATH, HOME: join(scratch, "builder"), BUN_INSTALL_CACHE_DIR };
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, ...words], { cwd, env });
  if (exitCode !== 0) throw new Error(`bun ${words.join(" ")}: ${stderr.toString()}`);
}
