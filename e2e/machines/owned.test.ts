import { expect, test } from "bun:test";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";

import { whyNoRig } from "./rig";

const reason = (await whyNoRig()) ?? (await whyNoRig({ accounts: "litefs" }));
if (reason) console.error(`Skipped: ${reason}`);

// Runs the command itself in another process, because the test is about how that process ends.
test.skipIf(reason !== undefined).each(["shared", "litefs"])(
  "all of a rig ends when its owner is killed, also what hangs, and its folder goes: accounts %s",
  async (accounts) => {
    const owner = Bun.spawn([process.execPath, join(import.meta.dir, "main.ts"), "--machines", "1"], {
      env: { ...process.env, ACCOUNTS: accounts },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const said = await firstLines(owner.stdout);
    const [pid] = /(?<=pid )\d+/.exec(said) ?? [];
    const folder = dirname(/(?<=data +)\/.*/.exec(said)?.[0] ?? "");
    expect(readdirSync(folder)).not.toBeEmpty();
    const lines = await Promise.all(
      [...said.matchAll(/\w+:\/\/127\.0\.0\.1:(\d+)/g)].map(([, port]) => lineTo(Number(port))),
    );
    expect(lines).toHaveLength(4);

    process.kill(Number(pid), "SIGSTOP");
    owner.kill("SIGKILL");
    await Promise.all(lines.map(({ ended }) => ended));
    while (existsSync(folder)) await new Promise(setImmediate);
    expect(readFileSync("/proc/mounts", "utf8")).not.toContain(folder);
  },
);

/** The output until it is up. */
async function firstLines(output: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let said = "";
  for await (const part of output) {
    said += decoder.decode(part, { stream: true });
    if (said.includes("up in")) return said;
  }
  throw new Error(`It ended before it was up: ${said}`);
}

/** A connection that stays open while the server on this port runs. */
async function lineTo(port: number): Promise<{ ended: Promise<void> }> {
  const line = connect(port, "127.0.0.1");
  const ended = new Promise<void>((resolve) => line.once("close", () => resolve()));
  // A reset counts as an end.
  line.on("error", () => undefined);
  line.resume();
  await once(line, "connect");
  // Bun's servers only accept a connection that has sent something; no server answers this incomplete request.
  line.write("G");
  return { ended };
}
