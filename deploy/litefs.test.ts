import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Tests the entry point of the image with LiteFS, with a fake LiteFS and a fake server that print their environment.

const scratch = mkdtempSync(join(tmpdir(), "potato-begin-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)("Consul's token", () => {
  const token = "0a1b2c3d-0000-4000-8000-000000000000";

  /** The environment of LiteFS, and of the server that it starts. */
  function runEntrypoint(env: Record<string, string>): Record<string, Record<string, string>> {
    const folder = mkdtempSync(join(scratch, "app-"));
    const data = join(folder, "data");
    mkdirSync(data);
    // On Fly it also changes kernel settings, which must not happen here.
    const shipped = readFileSync(join(import.meta.dir, "litefs.sh"), "utf8");
    const harmless = shipped.replaceAll("/proc/sys", join(folder, "sys")).replace(/^ *ulimit .*\n/m, "");
    expect(harmless).not.toMatch(/\/proc\/|ulimit/);
    writeFileSync(join(folder, "litefs.sh"), harmless);
    const say = (name: string) => `env | sed 's/^/${name} /'`;
    const programs = { litefs: `${say("litefs")}\nshift 4\nexec "$@"`, bun: say("server"), chown: "" };
    for (const [name, script] of Object.entries(programs))
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    for (const path of [scratch, folder]) Bun.spawnSync(["chmod", "755", path]);
    const own = { PORT: "3000", DATA_DIR: data, LITEFS_DATA: join(data, "litefs"), SERVER_USER: "65534" };
    const { exitCode, stdout, stderr } = Bun.spawnSync(["sh", join(folder, "litefs.sh")], {
      env: { PATH: `${folder}:${process.env["PATH"]}`, ...own, ...env },
    });
    expect([exitCode, stderr.toString()]).toEqual([0, ""]);
    const printed: Record<string, Record<string, string>> = { litefs: {}, server: {} };
    for (const line of stdout.toString().trim().split("\n")) {
      const [, name = "", variable = "", value = ""] = /^(\w+) (\w+)=(.*)$/.exec(line) ?? [];
      if (name) printed[name]![variable] = value;
    }
    return printed;
  }

  test("on Fly is removed from the URL, which LiteFS logs, and is not given to the server", () => {
    const { litefs, server } = runEntrypoint({
      FLY_MACHINE_ID: "9080e6f3a12345",
      FLY_APP_NAME: "potato",
      FLY_CONSUL_URL: `https://:${token}@consul-fra.fly-shared.example/potato-x1y2/`,
    });
    expect(litefs).toMatchObject({
      CONSUL_URL: "https://consul-fra.fly-shared.example/potato-x1y2/",
      CONSUL_HTTP_TOKEN: token,
    });
    expect(server!["ADVERTISE_URL"]).toBe("http://9080e6f3a12345.vm.potato.internal:3000");
    expect(JSON.stringify(server)).not.toContain(token);
  });

  test("of Compose is only given to LiteFS, too", () => {
    const { litefs, server } = runEntrypoint({ CONSUL_URL: "http://consul:8500", CONSUL_HTTP_TOKEN: token });
    expect(litefs).toMatchObject({ CONSUL_URL: "http://consul:8500", CONSUL_HTTP_TOKEN: token });
    expect(server).toMatchObject({ CONSUL_URL: "http://consul:8500" });
    expect(JSON.stringify(server)).not.toContain(token);
  });
});
