// Our own server, as anyone starts it, with demo people in a data folder that is thrown away.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Server {
  url: string;
  stop: () => Promise<void>;
}

const root = fileURLToPath(new URL("..", import.meta.url));

export async function startServer(): Promise<Server> {
  const data = await mkdtemp(join(tmpdir(), "potato-chat-e2e-"));
  // Nothing else of the caller's environment: a REDIS_URL in somebody's shell is no part of a test.
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    HOST: "127.0.0.1",
    PORT: "0",
    DATA_DIR: data,
    LIMITS: "off",
  };
  const child = spawn("bun", ["--no-env-file", join(root, "src/main.ts"), "--demo"], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async () => {
    await end(child);
    await rm(data, { recursive: true, force: true });
  };
  try {
    return { url: await listening(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

// The address from the line that says so. The lines are read to the end: a full pipe would stop the server.
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    createInterface({ input: child.stdout! }).on("line", (line) => {
      const { msg, url } = parsed(line);
      if (msg === "listening" && url) resolve(url);
      else said.push(line);
    });
    child.once("error", reject);
    child.once("close", (code) =>
      reject(new Error([`the server ended with ${code} before it listened`, ...said].join("\n"))),
    );
  });
}

function parsed(line: string): { msg?: string; url?: string } {
  try {
    return JSON.parse(line) as { msg?: string; url?: string };
  } catch {
    return {};
  }
}

// Ten seconds to drain, then it is made to go.
async function end(child: ChildProcess): Promise<void> {
  const ended = child.exitCode !== null || child.signalCode !== null;
  if (child.pid === undefined || ended) return;
  const exit = once(child, "exit");
  const patience = setTimeout(() => child.kill("SIGKILL"), 10_000);
  child.kill("SIGTERM");
  await exit;
  clearTimeout(patience);
}
