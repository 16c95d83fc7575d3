import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Part } from "../e2e/machines/part";
import { missing } from "../e2e/machines/programs/missing";
import { onFreePort } from "../e2e/machines/programs/ports";
import { haproxy } from "../e2e/machines/proxy";

// Tests the proxy of Docker's socket in front of a fake Docker that answers everything and reports the requests.

const reason = await missing([haproxy]);
if (reason) console.error(`Skipped: ${reason}`);

const ID = "0".repeat(63) + "a";

describe.skipIf(reason !== undefined)("before Docker's socket", () => {
  const folder = mkdtempSync(join(tmpdir(), "potato-lines-"));
  const unix = join(folder, "docker.sock");
  const asked: string[] = [];
  let docker: Bun.Server<undefined>;
  let proxy: Part;
  beforeAll(async () => {
    docker = Bun.serve({
      unix,
      fetch: (request) => {
        asked.push(`${request.method} ${new URL(request.url).pathname}`);
        return new Response("docker: JWT_SECRET=secret");
      },
    });
    const shipped = readFileSync(join(import.meta.dir, "observe/lines.cfg"), "utf8");
    const config = join(folder, "haproxy.cfg");
    proxy = await onFreePort((port) => {
      const own = shipped
        .replace("unix@/var/run/docker.sock", `unix@${unix}`)
        .replace(":2375", `127.0.0.1:${port}`);
      writeFileSync(config, own);
      const command = [haproxy(), "-W", "-f", config];
      return new Part({ name: "lines", url: `http://127.0.0.1:${port}`, command, isUp: /Loading success/ });
    });
  });
  afterAll(async () => {
    await proxy?.close();
    await docker?.stop(true);
    rmSync(folder, { recursive: true, force: true });
  });
  const ask = (method: string, path: string) => fetch(proxy.url + path, { method });

  test.each([
    ["HEAD", "/_ping"],
    ["GET", "/_ping"],
    ["GET", "/v1.47/version"],
    ["GET", "/v1.47/networks"],
    ["GET", "/v1.47/containers/json?all=1"],
    ["GET", "/containers/json"],
    ["GET", `/v1.47/containers/${ID}/logs?follow=1&stdout=1`],
  ])("%s %s is let through", async (method, path) => {
    asked.length = 0;
    expect((await ask(method, path)).status).toBe(200);
    expect(asked).toEqual([`${method} ${path.split("?")[0]}`]);
  });

  test("hides the details of a container, except whether it has a TTY", async () => {
    asked.length = 0;
    const answer = await ask("GET", `/v1.47/containers/${ID}/json`);
    expect([answer.status, await answer.json()]).toEqual([200, { Config: { Tty: false } }]);
    expect(asked).toEqual([]);
  });

  test.each([
    ["POST", "/v1.47/containers/create"],
    ["POST", `/v1.47/containers/${ID}/exec`],
    ["POST", `/v1.47/containers/${ID}/logs`],
    ["POST", "/v1.47/containers/json"],
    ["DELETE", `/v1.47/containers/${ID}`],
    ["PUT", `/v1.47/containers/${ID}/archive?path=/`],
    ["GET", `/v1.47/containers/${ID}/archive?path=/proc/1/environ`],
    ["GET", `/v1.47/containers/${ID}/export`],
    ["GET", `/v1.47/containers/${ID}/top`],
    ["GET", `/v1.47/containers/${ID}/attach/ws`],
    ["GET", `/v1.47/containers/potato/../${ID}/export`],
    ["GET", `/v1.47//containers/${ID}/json`],
    ["GET", `/v1.47/containers/${ID}/json/`],
    ["GET", "/v1.47/images/json"],
    ["GET", "/v1.47/secrets"],
    ["GET", "/v1.47/events"],
    ["GET", "/info"],
    ["GET", "/"],
  ])("%s %s is not", async (method, path) => {
    asked.length = 0;
    const answer = await ask(method, path);
    expect([answer.status, asked]).toEqual([403, []]);
  });
});
