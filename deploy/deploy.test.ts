import { beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { missing } from "../e2e/machines/programs/missing";
import { readEnv } from "../src/env";
import { DRAIN_MS } from "../src/ops/drain";
import { compose, composed, SECRETS, type Service } from "./composed";
import { stagesOf } from "./stages";

// What a deploy is told, held against those who are told it, and one file against the other. compose.yml is read by the
// very library that Docker Compose reads it with; `flyctl config validate` can only be had from Fly.

const reason = await missing([compose]);
if (reason) console.error(`Skipped: ${reason}`);

const root = join(import.meta.dir, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
// In seconds: so long a machine that is told to go may take, with what is under way in the end.
const DRAIN = DRAIN_MS / 1000 + 3;

/** What the server knows, and what LiteFS and what starts it are told in the same environment. */
const known = new Set([
  ...[...read("src/env.ts").matchAll(/^ {2}"?([A-Z][A-Z0-9_]+)"?[:,]/gm)].map(([, name]) => name!),
  ...[...read("litefs.yml").matchAll(/\b([A-Z][A-Z0-9_]+)\b(?=[^#\n]*\})/g)].map(([, name]) => name!),
  ...[...read("deploy/litefs.sh").matchAll(/\$([A-Z][A-Z0-9_]+)/g)].map(([, name]) => name!),
  "NODE_ENV",
  // Consul's own, for LiteFS.
  "CONSUL_HTTP_TOKEN",
]);
const unknown = (env: object) => Object.keys(env).filter((name) => !known.has(name));

const images = stagesOf(read("deploy/Dockerfile"));
/** What a stage and those below it set. */
function envOf(name: string): Record<string, string> {
  const stage = images.find((one) => one.name === name);
  const own = stage?.steps.filter(({ what }) => what === "ENV").flatMap(({ words }) => words) ?? [];
  return { ...(stage && envOf(stage.base)), ...Object.fromEntries(own.map((word) => word.split("="))) };
}

const seconds = (time: string) => Number(/^(\d+)s$/.exec(time)?.[1]);

describe.skipIf(!!reason)("compose.yml", () => {
  let services: Record<string, Service>;
  beforeAll(async () => {
    const { exitCode, fault, project } = await composed();
    expect([exitCode, fault]).toEqual([0, ""]);
    ({ services } = project);
  }, 300_000);

  const inProfile = (name: string) =>
    Object.keys(services)
      .filter((service) => services[service]!.profiles.includes(name))
      .toSorted();
  const ours = () => Object.entries(services).filter(([, { build }]) => build);

  test("is Compose's; one that is not is seen", async () => {
    const dir = mkdtempSync(join(tmpdir(), "potato-compose-"));
    const text = read("deploy/compose.yml");
    for (const [right, wrong] of [
      ["stop_grace_period:", "stop_grace:"],
      ["condition: service_healthy", "condition: service_well"],
      ["redis: { condition", "rebis: { condition"],
      ["nofile: 65536", "nofile: many"],
    ] as const) {
      const file = join(dir, "compose.yml");
      writeFileSync(file, text.replace(right, wrong));
      const { exitCode, fault } = await composed(file);
      expect([wrong, exitCode, fault]).toEqual([wrong, 1, expect.stringMatching(/\w/)]);
    }
    rmSync(dir, { recursive: true });
  });

  test("has what each profile says, and nothing for nobody", () => {
    expect(inProfile("alone")).toEqual(["potato"]);
    expect(inProfile("full")).toEqual(["a", "b", "bucket", "consul", "mongo", "proxy", "redis", "s3"]);
    expect(inProfile("observe")).toEqual(["alloy", "grafana", "lines", "loki", "prometheus"]);
    expect(Object.values(services).filter(({ profiles }) => profiles.length !== 1)).toEqual([]);
  });

  test("names exact versions", () => {
    for (const { image } of Object.values(services))
      if (image) expect(image).toMatch(/:(v?\d+\.\d+\.\d+(-alpine)?|RELEASE\.[\dTZ-]+)$/);
  });

  test("builds what there is, and mounts what there is", () => {
    for (const [, { build, volumes = [] }] of Object.entries(services)) {
      if (build) expect(images.map(({ name }) => name)).toContain(build.target);
      if (build) expect(join(build.context, build.dockerfile)).toBe(join(root, "deploy/Dockerfile"));
      const paths = volumes.flatMap(({ type, source }) => (type === "bind" ? source : []));
      // On a machine without Docker.
      const gone = paths.filter((path) => path !== "/var/run/docker.sock" && !existsSync(path));
      expect(gone).toEqual([]);
    }
  });

  test("gives the server an environment that it starts under", () => {
    for (const [name, { build, environment }] of ours()) {
      const env = { ...envOf(build!.target), ...environment };
      expect([name, ...unknown(env)]).toEqual([name]);
      expect(() => readEnv(asText(env))).not.toThrow();
    }
  });

  test("gives it the time to end", () => {
    for (const [, { stop_grace_period: time }] of ours()) expect(seconds(time!)).toBeGreaterThan(DRAIN + 5);
  });

  test("has several machines say which secrets they lack", () => {
    const { build, environment } = services["a"]!;
    const bare = asText({
      ...envOf(build!.target),
      ...environment,
      JWT_SECRET: "",
      S3_URL: "http://potato:@s3:9000/potato",
    });
    expect(() => readEnv(bare)).toThrow(/S3_URL/);
    expect(() => readEnv({ ...bare, S3_URL: "http://potato:x@s3:9000/potato" })).toThrow(/JWT_SECRET/);
  });

  test("is found where its proxy and Prometheus look", () => {
    const machines = ours()
      .filter(([, { profiles }]) => profiles.includes("full"))
      .map(([name]) => name);
    const servers = [...read("deploy/haproxy.cfg").matchAll(/^ {2}server (\S+) (\S+)$/gm)];
    expect(servers.map(([, name, address]) => [name, address])).toEqual(
      machines.map((name) => [name, `${name}:3000`]),
    );
    expect(read("deploy/haproxy.cfg")).toContain(`bind :${services["proxy"]!.ports![0]!.target}`);
    for (const [, { build }] of ours()) expect(envOf(build!.target)["PORT"]).toBe("3000");
  });
});

const asText = (env: Record<string, string | number>) =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)]));

describe("fly.toml", () => {
  type Fly = {
    kill_signal: string;
    kill_timeout: string;
    build: { dockerfile: string; "build-target": string };
    deploy: { strategy: string };
    env: Record<string, string>;
    mounts: { destination: string }[];
    http_service: {
      internal_port: number;
      auto_stop_machines: string;
      concurrency: { type: string };
      checks: { method: string; path: string }[];
    };
    metrics: { port: number; path: string };
  };
  const fly = Bun.TOML.parse(read("fly.toml")) as Fly;

  // https://fly.io/docs/reference/configuration/, as far as it is used here.
  const keys: Record<string, string> = {
    "": "app primary_region kill_signal kill_timeout build deploy env mounts restart http_service metrics vm",
    build: "dockerfile build-target ignorefile image builder args",
    deploy: "strategy max_unavailable wait_timeout release_command",
    mounts: "source destination initial_size snapshot_retention auto_extend_size_threshold",
    restart: "policy retries processes",
    http_service:
      "internal_port force_https auto_stop_machines auto_start_machines min_machines_running processes concurrency checks tls_options http_options",
    "http_service.concurrency": "type soft_limit hard_limit",
    "http_service.checks": "grace_period interval method timeout path protocol headers tls_skip_verify",
    metrics: "port path processes https",
    vm: "size memory cpus cpu_kind host_dedication_id processes",
  };

  test("has no key that Fly does not know", () => {
    const strange: string[] = [];
    const walk = (table: object, path: string) => {
      for (const [key, value] of Object.entries(table)) {
        const name = path ? `${path}.${key}` : key;
        if (!keys[path]!.split(" ").includes(key)) strange.push(name);
        else if (name in keys && name !== "env") for (const one of [value].flat()) walk(one, name);
      }
    };
    walk(fly, "");
    expect(strange).toEqual([]);
  });

  test("lets machines go one by one, with the time that they need", () => {
    expect([fly.kill_signal, fly.deploy.strategy]).toEqual(["SIGTERM", "rolling"]);
    expect(seconds(fly.kill_timeout)).toBeGreaterThanOrEqual(DRAIN + 10);
    const { auto_stop_machines: stops, concurrency, checks } = fly.http_service;
    expect([stops, concurrency.type]).toEqual(["off", "connections"]);
    expect(checks.map(({ method, path }) => [method, path])).toEqual([["GET", "/ready"]]);
  });

  test("agrees with the image and with itself", () => {
    const { env, build, metrics, mounts, http_service: service } = fly;
    expect(build.dockerfile).toBe("deploy/Dockerfile");
    expect(images.map(({ name }) => name)).toContain(build["build-target"]);
    expect([metrics.port, metrics.path]).toEqual([Number(env["METRICS_PORT"]), "/metrics"]);
    expect([service.internal_port, mounts[0]!.destination]).toEqual([Number(env["PORT"]), env["DATA_DIR"]!]);
    expect(env["LITEFS_DATA"]).toStartWith(env["DATA_DIR"]!);
  });

  test("believes Fly's proxy, by the header that nobody else can write, and no other machine of the network", () => {
    const { TRUST_PROXY: trusted = "", CLIENT_HEADER: header } = fly.env;
    // 6PN is IPv6 alone, and Fly's proxy comes by IPv4.
    expect([trusted, header]).toEqual(["172.16.0.0/12", "Fly-Client-IP"]);
    expect(trusted).not.toContain(":");
  });

  test("gives the server an environment that it starts under, with the secrets that it names", () => {
    expect(unknown(fly.env)).toEqual([]);
    const [, names = ""] = /fly secrets set\): ([A-Z0-9_ ]+)/.exec(read("fly.toml"))!;
    const secrets: Record<string, string> = {
      JWT_SECRET: SECRETS.JWT_SECRET,
      REDIS_URL: "rediss://default:x@redis.example:6379",
      MONGO_URL: "mongodb+srv://potato:x@mongo.example/potato",
      S3_URL: "https://KEY:SECRET@s3.example/potato",
    };
    expect(names.split(" ")).toEqual(Object.keys(secrets));
    const own = { ADVERTISE_URL: "http://machine.vm.potato-chat.internal:3000", MACHINE: "9080e6f3a12345" };
    expect(() => readEnv({ ...envOf("full"), ...fly.env, ...own, ...secrets })).not.toThrow();
  });
});
