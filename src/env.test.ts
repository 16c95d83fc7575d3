import { describe, expect, test } from "bun:test";

import webpush from "web-push";

import { readEnv } from "./env";

/** What was wrong, a line each. */
function faultsOf(source: Record<string, string | undefined>): string[] {
  try {
    readEnv(source);
    return [];
  } catch (error) {
    const [title, ...faults] = (error as Error).message.split("\n");
    expect(title).toBe("The environment is not right:");
    return faults;
  }
}
const namesIn = (faults: string[]) => faults.map((fault) => fault.split(":")[0] ?? "").sort();

test("nothing needs to be set: what is not is safe, on this machine alone", () => {
  const { HOST, PORT, DATA_DIR, LIMITS, DEMO, JWT_SECRET, LOG_LEVEL, origins, trusted } = readEnv({});
  expect<object>({ HOST, PORT, DATA_DIR, LIMITS, DEMO, JWT_SECRET, LOG_LEVEL, origins, trusted }).toEqual({
    HOST: "127.0.0.1",
    PORT: 3000,
    DATA_DIR: "./data",
    LIMITS: "default",
    DEMO: "",
    JWT_SECRET: undefined,
    LOG_LEVEL: "info",
    origins: [],
    trusted: [],
  });
});

test("what is set to nothing is as if it was not set", () => {
  expect(readEnv({ PORT: "", HOST: "", JWT_SECRET: "", REDIS_URL: "", DATA_DIR: undefined })).toEqual(
    readEnv({}),
  );
});

test("what belongs to others is left alone", () => {
  expect(readEnv({ PATH: "/bin", npm_config_registry: "x", PORT_RANGE: "x" })).toEqual(readEnv({}));
});

test("numbers, lists and ranges come out as such", () => {
  const { PORT, origins, trusted } = readEnv({
    PORT: "8080",
    ORIGINS: " https://chat.example, http://localhost:5173 ,",
    TRUST_PROXY: "10.0.0.0/8, 192.168.1.7 ::1,fd00::/8 ",
  });
  expect(PORT).toBe(8080);
  expect(origins).toEqual(["https://chat.example", "http://localhost:5173"]);
  expect(trusted.map(([range, bits]) => `${range.toString()}/${bits}`)).toEqual([
    "10.0.0.0/8",
    "192.168.1.7/32",
    "::1/128",
    "fd00::/8",
  ]);
});

test("all faults come in one message, a line each", () => {
  const faults = faultsOf({
    PORT: "70000",
    JWT_SECRET: "too short",
    LOG_LEVEL: "loud",
    LIMITS: "none",
    DEMO: "yes",
    MACHINE: "not a name!",
    PUBLIC_URL: "potato.example",
    ORIGINS: "potato.example",
    TRUST_PROXY: "everyone",
    REDIS_URL: "cache:6379",
    SINGLE: "yes",
  });
  const names = [
    "DEMO",
    "JWT_SECRET",
    "LIMITS",
    "LOG_LEVEL",
    "MACHINE",
    "ORIGINS",
    "PORT",
    "PUBLIC_URL",
    "REDIS_URL",
    "SINGLE",
    "TRUST_PROXY",
  ];
  expect(namesIn(faults)).toEqual(names);
});

test("no value is ever repeated, for some are secrets", () => {
  const secret = "hunter2";
  const names = ["PORT", "JWT_SECRET", "LOG_LEVEL", "LIMITS", "DEMO", "PUBLIC_URL", "ORIGINS", "TRUST_PROXY"];
  const more = [
    "SINGLE",
    "REDIS_URL",
    "MONGO_URL",
    "METRICS_PORT",
    "S3_URL",
    "VAPID_PRIVATE",
    "VAPID_SUBJECT",
    "ADVERTISE_URL",
  ];
  const faults = faultsOf(Object.fromEntries([...names, ...more].map((name) => [name, secret])));
  expect(faults).toHaveLength(names.length + more.length);
  expect(faults.join("\n")).not.toContain(secret);
});

const right: [string, string][] = [
  ["PORT", "0"],
  ["PORT", "65535"],
  ["JWT_SECRET", "x".repeat(32)],
  ["LIMITS", "default"],
  ["LOG_LEVEL", "trace"],
  ["PUBLIC_URL", "https://potato.example"],
  ["PUBLIC_URL", "http://192.168.0.7:3000"],
  ["ORIGINS", "https://potato.example,https://chat.example:8443"],
  ["TRUST_PROXY", "0.0.0.0/0"],
  ["CLIENT_HEADER", "Fly-Client-IP"],
  ["MACHINE", "node-1.seoul_a"],
  ["HOST", "0.0.0.0"],
  ["ACK_REPLICAS", "0"],
  ["S3_URL", "https://KEY:se%2Fcret@s3.eu-central-1.amazonaws.com/potato-chat?region=eu-central-1"],
  ["S3_URL", "http://key:secret@minio:9000/potato"],
  ["ADVERTISE_URL", "http://[fdaa:0:1::2]:3000"],
  ["VAPID_SUBJECT", "mailto:push@chat.example"],
  ["VAPID_SUBJECT", "https://chat.example"],
];
test.each(right)("%s may be %s", (name, value) => expect(faultsOf({ [name]: value })).toEqual([]));

const wrong: [string, string][] = [
  ["PORT", "-1"],
  ["PORT", "65536"],
  ["PORT", "80.5"],
  ["PORT", "eighty"],
  ["PORT", "true"],
  ["PORT", "0x50"],
  ["JWT_SECRET", "x".repeat(31)],
  ["LIMITS", "on"],
  ["LOG_LEVEL", "INFO"],
  ["DEMO", "0"],
  ["PUBLIC_URL", "https://potato.example/"],
  ["PUBLIC_URL", "https://potato.example/chat"],
  ["PUBLIC_URL", "https://Potato.example"],
  ["PUBLIC_URL", "https://user:password@potato.example"],
  ["PUBLIC_URL", "ftp://potato.example"],
  ["PUBLIC_URL", "javascript:alert(1)"],
  ["ORIGINS", "*"],
  ["ORIGINS", "null"],
  ["ORIGINS", "https://*.potato.example"],
  ["ORIGINS", "https://potato.example https://chat.example"],
  ["ORIGINS", "https://potato.example,chat.example"],
  ["TRUST_PROXY", "true"],
  ["TRUST_PROXY", "10.0.0.0/33"],
  ["TRUST_PROXY", "proxy.internal"],
  ["CLIENT_HEADER", "x forwarded for"],
  ["S3_URL", "s3://potato"],
  ["S3_URL", "https://s3.example/potato"],
  ["S3_URL", "https://key@s3.example/potato"],
  ["S3_URL", "https://key:secret@s3.example"],
  ["S3_URL", "https://key:secret@s3.example/potato/avatars"],
  ["S3_URL", "https://key:secret@s3.example/potato?regoin=x"],
  ["MACHINE", "two words"],
  ["MACHINE", "x".repeat(65)],
  ["ADVERTISE_URL", "one.internal:3000"],
  ["LITEFS_URL", "127.0.0.1:20202"],
  ["ACK_REPLICAS", "-1"],
  ["ACK_REPLICAS", "all"],
  ["VAPID_SUBJECT", "push@chat.example"],
  // Without LiteFS there are none.
  ["ACK_REPLICAS", "1"],
];
test.each(wrong)("%s may not be %s", (name, value) =>
  expect(namesIn(faultsOf({ [name]: value }))).toEqual([name]),
);

describe("the keys of push are a pair", () => {
  const { publicKey: VAPID_PUBLIC, privateKey: VAPID_PRIVATE } = webpush.generateVAPIDKeys();
  const other = webpush.generateVAPIDKeys();

  test("one that fits is fine", () => expect(faultsOf({ VAPID_PUBLIC, VAPID_PRIVATE })).toEqual([]));

  test.each<[string, Record<string, string>]>([
    ["half of one", { VAPID_PUBLIC }],
    ["the other half", { VAPID_PRIVATE }],
    ["halves of two", { VAPID_PUBLIC, VAPID_PRIVATE: other.privateKey }],
    ["no keys at all", { VAPID_PUBLIC: "x", VAPID_PRIVATE: "y" }],
    ["nothing but zeros", { VAPID_PUBLIC, VAPID_PRIVATE: "A".repeat(43) }],
  ])("%s is not", (_, keys) => expect(namesIn(faultsOf(keys))).toEqual(["VAPID_PUBLIC"]));
});

describe("what several machines share", () => {
  const all = {
    REDIS_URL: "redis://cache:6379",
    MONGO_URL: "mongodb://one,two/potato?replicaSet=rs",
    LITEFS_DIR: "/litefs",
    S3_URL: "https://key:secret@s3.example/potato",
    JWT_SECRET: "x".repeat(32),
  };
  const ADVERTISE_URL = "http://one.internal:3000";
  const only = (...names: string[]) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));

  test("comes together, and each says how the others reach it", () => {
    expect(faultsOf({ ...all, ADVERTISE_URL, ACK_REPLICAS: "2" })).toEqual([]);
    expect(namesIn(faultsOf(all))).toEqual(["ADVERTISE_URL"]);
  });

  test("is accounts on one disk, which has the files too, or copied by LiteFS, not both", () => {
    expect(faultsOf({ ...all, LITEFS_DIR: "", S3_URL: "", ACCOUNTS_SHARED: "1" })).toEqual([]);
    expect(namesIn(faultsOf({ ...all, ADVERTISE_URL, ACCOUNTS_SHARED: "1" }))).toEqual(["ACCOUNTS_SHARED"]);
  });

  test.each(Object.keys(all))("is refused without %s, which the fault names", (name) => {
    expect(namesIn(faultsOf({ ...all, ADVERTISE_URL, [name]: "" }))).toEqual([name]);
  });

  test.each(["REDIS_URL", "MONGO_URL", "LITEFS_DIR"])(
    "%s alone needs the word that there is one machine",
    (name) => {
      expect(namesIn(faultsOf({ ...only(name), ADVERTISE_URL }))).toEqual(
        Object.keys(all)
          .filter((other) => other !== name)
          .toSorted(),
      );
      expect(faultsOf({ ...only(name), ADVERTISE_URL, SINGLE: "1" })).toEqual([]);
    },
  );
});

describe("what is for this machine alone", () => {
  const loopback = ["127.0.0.1", "127.0.0.2", "::1", "localhost", "::ffff:127.0.0.1"];
  const reachable = [
    "0.0.0.0",
    "::",
    "192.168.0.7",
    "10.0.0.1",
    "potato.example",
    "localhost.example",
    "fe80::1",
  ];

  test.each(loopback)("may be switched on at %s", (HOST) => {
    expect(faultsOf({ HOST, LIMITS: "off", DEMO: "1" })).toEqual([]);
  });

  test.each(reachable)("may not be at %s: no limits lifted, and no passwords that everyone knows", (HOST) => {
    expect(namesIn(faultsOf({ HOST, LIMITS: "off" }))).toEqual(["LIMITS"]);
    expect(namesIn(faultsOf({ HOST, DEMO: "1" }))).toEqual(["DEMO"]);
    expect(faultsOf({ HOST, DEMO: "public" })).toEqual([]);
  });
});

describe("the server", () => {
  const root = `${import.meta.dir}/..`;
  const start = (env: Record<string, string>, args: string[] = []) =>
    Bun.spawnSync([process.execPath, "src/main.ts", ...args], {
      cwd: root,
      env: { PATH: process.env["PATH"] ?? "", ...env },
    });

  test("does not start under a wrong environment: it says all that is wrong, alone, and ends", () => {
    const { exitCode, stdout, stderr } = start({ PORT: "x", REDIS_URL: "http://hunter2@cache" });
    expect(exitCode).toBe(1);
    expect(stdout.toString()).toBe("");
    const lines = stderr.toString().trimEnd().split("\n");
    expect(lines).toEqual([
      "The environment is not right:",
      expect.stringMatching(/^PORT: /),
      expect.stringMatching(/^REDIS_URL: /),
    ]);
  });

  test("does not bring the demo's accounts to an address that others reach", () => {
    const { exitCode, stderr } = start({ HOST: "0.0.0.0", PORT: "0" }, ["--demo"]);
    expect([exitCode, stderr.toString()]).toEqual([1, expect.stringMatching(/^DEMO: .*loopback/m)]);
  });
});
