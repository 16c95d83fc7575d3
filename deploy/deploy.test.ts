import { beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { missing } from "../e2e/machines/programs/missing";
import { readEnv } from "../src/env";
import { DRAIN_MS } from "../src/ops/drain";
import { compose, composed, SECRETS, type Service } from "./composed";
import { stagesOf } from "./stages";

// Checks the deploy files against the programs that read them, and against each other. compose.yml is parsed by the library
// that Docker Compose uses; `flyctl config validate` needs Fly, so it is not used.

const reason = await missing([compose]);
if (reason) console.error(`Skipped: ${reason}`);

const root = join(import.meta.dir, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
// In seconds: the longest that a machine may take to stop, including requests that are under way.
const DRAIN = DRAIN_MS / 1000 + 3;

/** The server's variables, and those of LiteFS and its entry point, which share the environment. */
const known = new Set([
  ...[...read("src/env.ts").matchAll(/^ {2}"?([A-Z][A-Z0-9_]+)"?[:,]/gm)].map(([, name]) => name!),
  ...[...read("litefs.yml").matchAll(/\b([A-Z][A-Z0-9_]+)\b(?=[^#\n]*\})/g)].map(([, name]) => name!),
  ...[...read("deploy/litefs.sh").matchAll(/\$([A-Z][A-Z0-9_]+)/g)].map(([, name]) => name!),
  "NODE_ENV",
  // Consul's own variables, for LiteFS.
  "CONSUL_HTTP_TOKEN",
]);
const unknown = (env: object) => Object.keys(env).filter((name) => !known.has(name));

const images = stagesOf(read("deploy/Dockerfile"));
/** The ENV of a stage and the stages it is based on. */
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

  test("is valid for Compose, and an invalid one is noticed", async () => {
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

  test("has the documented services in each profile, and none without a profile", () => {
    expect(inProfile("alone")).toEqual(["potato"]);
    expect(inProfile("full")).toEqual(["a", "b", "bucket", "consul", "mongo", "proxy", "redis", "s3"]);
    expect(inProfile("observe")).toEqual(["alloy", "grafana", "lines", "loki", "prometheus"]);
    expect(Object.values(services).filter(({ profiles }) => profiles.length !== 1)).toEqual([]);
  });

  test("names exact versions", () => {
    for (const { image } of Object.values(services))
      if (image) expect(image).toMatch(/:(v?\d+\.\d+\.\d+(-alpine)?|RELEASE\.[\dTZ-]+)$/);
  });

  test("only builds and mounts what exists", () => {
    for (const [, { build, volumes = [] }] of Object.entries(services)) {
      if (build) expect(images.map(({ name }) => name)).toContain(build.target);
      if (build) expect(join(build.context, build.dockerfile)).toBe(join(root, "deploy/Dockerfile"));
      const paths = volumes.flatMap(({ type, source }) => (type === "bind" ? source : []));
      // Docker's socket does not exist on a machine without Docker.
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

  test("passes on by which keys push services know it", () => {
    for (const [, { environment = {} }] of ours())
      expect(Object.keys(environment)).toEqual(
        expect.arrayContaining(["VAPID_PUBLIC", "VAPID_PRIVATE", "VAPID_SUBJECT"]),
      );
  });

  test("gives it enough time to stop", () => {
    for (const [, { stop_grace_period: time }] of ours()) expect(seconds(time!)).toBeGreaterThan(DRAIN + 5);
  });

  test("several machines report which secrets are missing", () => {
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

  test("listens where its proxy and Prometheus expect it", () => {
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

  // https://fly.io/docs/reference/configuration/, only the keys that are used here.
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

  test("has only keys that Fly knows", () => {
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

  test("stops machines one by one, with enough time", () => {
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

  test("trusts only Fly's proxy, by the header that no one else can set, and no other machine of the network", () => {
    const { TRUST_PROXY: trusted = "", CLIENT_HEADER: header } = fly.env;
    // Fly's private network (6PN) is IPv6 only, and Fly's proxy connects by IPv4.
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
