import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { RedisClient } from "bun";

import { missing } from "../e2e/machines/programs/missing";
import { freePort } from "../e2e/machines/programs/ports";
import { redisServer } from "../e2e/machines/redis";
import { type Composed, compose, composed, SECRETS } from "./composed";

// Containers have least privilege, are reachable only for services that need them, and answer nothing without a password.

const reason = await missing([compose, redisServer]);
if (reason) console.error(`Skipped: ${reason}`);

const scratch = mkdtempSync(join(tmpdir(), "potato-closed-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const read = (path: string) => readFileSync(join(import.meta.dir, path), "utf8");

describe.skipIf(!!reason)("of compose.yml", () => {
  let project: Composed;
  const each = () => Object.entries(project.services);
  const on = (network: string) =>
    each()
      .filter(([, { networks }]) => network in networks)
      .map(([name]) => name)
      .toSorted();
  beforeAll(async () => {
    ({ project } = await composed());
    expect(each().length).toBeGreaterThan(10);
  }, 300_000);

  test("no container has unneeded capabilities, can gain privileges, or can write outside its volumes", () => {
    for (const [name, service] of each()) {
      const { cap_drop: dropped, security_opt: options = [], read_only: isReadOnly } = service;
      expect([name, dropped, isReadOnly]).toEqual([name, ["ALL"], true]);
      expect([name, ...options]).toContain("no-new-privileges:true");
      const { privileged = false, network_mode: mode, pid } = service;
      expect([name, privileged, mode, pid]).toEqual([name, false, undefined, undefined]);
    }
    const able = each().filter(([, { cap_add: added = [] }]) => added.length > 0);
    expect(able.map(([name]) => name)).toEqual(["a", "b"]);
  });

  test("ports are published on this computer only, unless PUBLISH_ON is set, and Grafana's always", async () => {
    const published = ({ services }: Composed) =>
      Object.entries(services).flatMap(([name, { ports = [] }]) =>
        ports.map(({ host_ip: ip }) => [name, ip ?? "everywhere"]),
      );
    expect(Object.fromEntries(published(project))).toEqual({
      grafana: "127.0.0.1",
      potato: "127.0.0.1",
      proxy: "127.0.0.1",
    });
    const open = await composed(undefined, { ...SECRETS, PUBLISH_ON: "0.0.0.0" });
    expect(Object.fromEntries(published(open.project))).toEqual({
      grafana: "127.0.0.1",
      potato: "0.0.0.0",
      proxy: "0.0.0.0",
    });
  });

  test("each service reaches only the services that it needs", () => {
    expect(Object.fromEntries(Object.keys(project.networks).map((name) => [name, on(name)]))).toEqual({
      front: ["a", "b", "potato", "proxy"],
      back: ["a", "b", "bucket", "consul", "mongo", "redis", "s3"],
      machines: ["a", "b"],
      scrape: ["a", "b", "potato", "prometheus"],
      watch: ["alloy", "grafana", "loki", "prometheus"],
      lines: ["alloy", "lines"],
      desk: ["grafana"],
    });
    const open = Object.entries(project.networks).filter(([, { internal }]) => !internal);
    expect(open.map(([name]) => name).toSorted()).toEqual(["desk", "front"]);
  });

  test("LiteFS listens only on the machines' network", () => {
    for (const name of ["a", "b"]) {
      const { environment: env = {}, networks } = project.services[name]!;
      const host = `${name}.machines`;
      expect(networks["machines"]?.aliases).toEqual([host]);
      expect(env).toMatchObject({
        LITEFS_ADDR: `${host}:20202`,
        LITEFS_URL: `http://${host}:20202`,
        LITEFS_ADVERTISE_URL: `http://${host}:20202`,
        ADVERTISE_URL: `http://${host}:3000`,
      });
    }
  });

  test("machines trust only the proxy, whose address no other container can get", async () => {
    const address = project.services["proxy"]!.networks["front"]!.ipv4_address!;
    const trusted = ({ services }: Composed, name: string) => services[name]!.environment!["TRUST_PROXY"];
    for (const name of ["a", "b"]) expect(String(trusted(project, name)).trim()).toBe(address);
    for (const name of ["proxy", "potato"]) expect(trusted(project, name)).toBe("");
    const [{ ip_range: given } = {}] = project.networks["front"]!.ipam!.config!;
    expect([address, given]).toEqual(["172.30.0.10", "172.30.0.128/25"]);
    const outer = (await composed(undefined, { ...SECRETS, TRUST_PROXY: "172.30.0.1 10.0.0.0/8" })).project;
    for (const name of ["a", "b"]) expect(trusted(outer, name)).toBe(`${address} 172.30.0.1 10.0.0.0/8`);
    expect(trusted(outer, "proxy")).toBe("172.30.0.1 10.0.0.0/8");
  });

  test("Docker's socket is in one container, which only Alloy reaches", () => {
    const having = each().filter(([, { volumes = [] }]) =>
      volumes.some(({ source }) => /docker/.test(source)),
    );
    expect(having.map(([name, { networks }]) => [name, Object.keys(networks)])).toEqual([
      ["lines", ["lines"]],
    ]);
    expect(read("observe/config.alloy")).not.toContain("unix:");
  });

  test("a secret is only given to services that need it, is in no command line, and has no default", async () => {
    const holders = (secret: string) =>
      each()
        .filter(([, { environment }]) => JSON.stringify(environment ?? {}).includes(secret))
        .map(([name]) => name);
    const { JWT_SECRET: jwt, ...others } = SECRETS;
    expect(holders(jwt)).toEqual(["a", "b"]);
    expect(Object.fromEntries(Object.entries(others).map(([name, value]) => [name, holders(value)]))).toEqual(
      {
        REDIS_PASSWORD: ["a", "b", "redis"],
        MONGO_PASSWORD: ["a", "b", "mongo"],
        MONGO_ROOT_PASSWORD: ["mongo"],
        CONSUL_TOKEN: ["a", "b", "consul"],
        S3_SECRET: ["a", "b", "bucket", "s3"],
        GRAFANA_PASSWORD: ["grafana"],
      },
    );
    const words = JSON.stringify(each().map(([, { command, entrypoint }]) => [command, entrypoint]));
    for (const secret of Object.values(SECRETS)) expect(words).not.toContain(secret);
    const bare = (await composed(undefined, {})).project.services;
    expect(bare["s3"]!.environment!["MINIO_ROOT_PASSWORD"]).toBe("");
    expect(bare["a"]!.environment).toMatchObject({ JWT_SECRET: "", S3_URL: "http://potato:@s3:9000/potato" });
  });

  // Runs a service's command as its image would, with `script` in place of `program`.
  function runEntrypoint(service: string, program: string, script: string, env: Record<string, string>) {
    const folder = mkdtempSync(join(scratch, "bin-"));
    const path = join(folder, program);
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { entrypoint, command } = project.services[service]!;
    const words = (entrypoint ?? command)!.map((word) =>
      word.replaceAll("$$", "$").replaceAll("/tmp/", `${folder}/`).replace("/run.sh", path),
    );
    return { folder, words, env: { PATH: `${folder}:${process.env["PATH"]}`, ...env } };
  }

  test.each([
    ["redis", "redis-server", ["REDISCLI_AUTH"]],
    ["mongo", "mongod", ["MONGO_ROOT_PASSWORD", "MONGO_PASSWORD"]],
    ["grafana", "run.sh", ["GF_SECURITY_ADMIN_PASSWORD"]],
  ])("%s does not start without a password", (service, program, names) => {
    const all = Object.fromEntries(names.map((name) => [name, "there"]));
    const outcome = (own: Record<string, string>) => {
      const { words, env } = runEntrypoint(service, program, "echo started", own);
      const { stdout, stderr } = Bun.spawnSync(words, { env });
      return [stdout.toString(), stderr.toString()];
    };
    expect(outcome(all)).toEqual(["started\n", ""]);
    for (const name of names)
      expect(outcome({ ...all, [name]: "" })).toEqual(["", expect.stringContaining("is not set in .env")]);
  });

  test("Redis answers nothing without a password", async () => {
    const port = await freePort();
    const script = `exec ${redisServer()} "$@" --port ${port} --bind 127.0.0.1`;
    const { words, env } = runEntrypoint("redis", "redis-server", script, {
      REDISCLI_AUTH: SECRETS.REDIS_PASSWORD,
    });
    const server = Bun.spawn(words, { env, cwd: scratch, stdout: "pipe" });
    for await (const part of server.stdout) if (Buffer.from(part).includes("Ready to accept")) break;
    const ask = async (url: string) => {
      const client = new RedisClient(url, { autoReconnect: false });
      const said = await client.send("PING", []).catch((error: unknown) => String(error));
      client.close();
      return said;
    };
    expect(await ask(`redis://127.0.0.1:${port}`)).toContain("NOAUTH");
    expect(await ask(`redis://:${SECRETS.REDIS_PASSWORD}@127.0.0.1:${port}`)).toBe("PONG");
    const shutdown = new RedisClient(`redis://:${SECRETS.REDIS_PASSWORD}@127.0.0.1:${port}`, {
      autoReconnect: false,
    });
    await shutdown.send("SHUTDOWN", ["NOSAVE"]).catch(() => undefined);
    await server.exited;
  });

  test("MongoDB is started with a key that nobody else can read", () => {
    const own = { MONGO_ROOT_PASSWORD: "root-secret", MONGO_PASSWORD: "x" };
    const { folder, words, env } = runEntrypoint("mongo", "mongod", 'echo "$@"', own);
    const { stdout } = Bun.spawnSync(words, { env });
    expect(stdout.toString()).toBe(`--bind_ip_all --replSet rs0 --keyFile ${folder}/key\n`);
    expect(readFileSync(join(folder, "key"), "utf8")).toBe("root-secret");
    expect((statSync(join(folder, "key")).mode & 0o777).toString(8)).toBe("600");
  });

  test("Consul needs a token, and Grafana a sign-in", () => {
    const { acl } = JSON.parse(String(project.services["consul"]!.environment!["CONSUL_LOCAL_CONFIG"]));
    expect(acl).toEqual({
      enabled: true,
      default_policy: "deny",
      tokens: { initial_management: SECRETS.CONSUL_TOKEN, agent: SECRETS.CONSUL_TOKEN },
    });
    const names = Object.keys(project.services["grafana"]!.environment!);
    expect(names.filter((name) => /ANONYMOUS|LOGIN_FORM/.test(name))).toEqual([]);
  });
});

describe("the generated secrets", () => {
  const linesOf = (text: string) =>
    Object.fromEntries(
      text
        .trim()
        .split("\n")
        .map((line) => line.split("=")),
    );

  test("are all that compose.yml needs, all different, and existing ones are kept", () => {
    const folder = mkdtempSync(join(scratch, "secrets-"));
    cpSync(join(import.meta.dir, "secrets.sh"), join(folder, "secrets.sh"));
    const file = join(folder, ".env");
    writeFileSync(file, "PUBLIC_URL=https://chat.example\nS3_SECRET=kept");
    const make = () => Bun.spawnSync(["sh", join(folder, "secrets.sh")]).exitCode;
    expect(make()).toBe(0);
    const first = readFileSync(file, "utf8");
    const made = linesOf(first);
    expect(Object.keys(made).toSorted()).toEqual([...Object.keys(SECRETS), "PUBLIC_URL"].toSorted());
    expect(made).toMatchObject({ PUBLIC_URL: "https://chat.example", S3_SECRET: "kept" });
    for (const name of Object.keys(SECRETS))
      expect(made[name]).toMatch(/^(kept|[0-9a-f]{64}|[0-9a-f-]{36})$/);
    expect(made["CONSUL_TOKEN"]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(new Set(Object.values(made)).size).toBe(Object.keys(made).length);
    expect(make()).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(first);
  });
});
