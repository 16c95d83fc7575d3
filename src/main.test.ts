import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { house, openHouse, within } from "./testing/people/guests";

const dir = mkdtempSync(join(tmpdir(), "potato-main-"));

beforeAll(() => openHouse());
afterAll(async () => {
  await house.close();
  rmSync(dir, { recursive: true, force: true });
});

/** The command that people start, under this environment and no other. */
function started(env: Record<string, string>) {
  const base = { PATH: process.env["PATH"] ?? "", DATA_DIR: join(dir, crypto.randomUUID()) };
  const command = ["bun", join(import.meta.dir, "main.ts"), ...(env["DEMO"] ? ["--demo"] : [])];
  return Bun.spawn(command, { env: { ...base, ...env }, stdout: "pipe", stderr: "pipe" });
}

test("a second server on the same port says so and ends, instead of taking half of the people", async () => {
  const second = started({ PORT: new URL(house.url).port });
  expect(await within(5000, second.exited)).toBe(1);
  expect(await new Response(second.stderr).text()).toContain("in use");
});

test("a second server on the same folder says so and ends: each holds in memory what it alone has written", async () => {
  const second = started({ PORT: "0", DATA_DIR: house.dir });
  expect(await within(5000, second.exited)).toBe(1);
  expect(await new Response(second.stderr).text()).toContain("DATA_DIR: another server is running");
});

test("a secret that a crash left empty is made anew, for anyone could sign with it", async () => {
  const home = join(dir, "emptied");
  mkdirSync(home);
  writeFileSync(join(home, "jwt-secret"), "");
  const server = started({ PORT: "0", DATA_DIR: home });
  const lines = server.stdout.getReader();
  await within(5000, lines.read());
  expect(readFileSync(join(home, "jwt-secret"), "utf8")).toMatch(/^[\w-]{64}$/);
  server.kill("SIGTERM");
  await server.exited;
});

test("faults of the environment are told together, and nothing starts", async () => {
  const faulty = started({ PORT: "potato", LIMITS: "some", REDIS_URL: "http://127.0.0.1" });
  expect(await within(5000, faulty.exited)).toBe(1);
  const output = await new Response(faulty.stderr).text();
  for (const name of ["PORT", "LIMITS", "REDIS_URL"]) expect(output).toContain(`${name}: `);
});

test("the demo says where it is, and SIGTERM ends it by itself", async () => {
  const demo = started({ PORT: "0", DEMO: "1" });
  const lines = demo.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const first = JSON.parse((await within(5000, lines.read())).value?.split("\n")[0] ?? "{}");
  expect(first).toMatchObject({ msg: "listening" });
  expect((await fetch(`${first.url}/ready`)).status).toBe(200);
  demo.kill("SIGTERM");
  expect(await within(5000, demo.exited)).toBe(0);
});
