// `bun run fuzz`: runs Schemathesis against the demo, signed in as test1, for some minutes. Arguments are passed on:
// `bun run fuzz --max-time 600 --seed 1`. It is installed from PyPI, so it is not part of `bun run test`.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { $ } from "bun";

import { startServer } from "../e2e/server";

const VERSION = "4.32.5";
const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "potato-chat");
const home = join(cache, `schemathesis-${VERSION}`);
const command = join(home, "bin", "schemathesis");
// The command exists only after a complete installation.
if (!existsSync(command))
  await $`python3 -m venv ${home} && ${home}/bin/pip install --quiet schemathesis==${VERSION}`;

const { url, stop } = await startServer();
try {
  const header = `Authorization: Bearer ${await signIn()}`;
  const config = join(import.meta.dir, "schemathesis.toml");
  const own = process.argv.slice(2);
  // It writes files into its working directory.
  const run = $`${command} --config-file ${config} run ${url}/swagger/json --header ${header} --workers 2 --continue-on-failure --max-time 180 ${own}`;
  process.exitCode = (await run.cwd(home).nothrow()).exitCode;
} finally {
  await stop();
}

async function signIn(): Promise<string> {
  const account = { username: "test1", password: "1234", client: "app" };
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/api/sessions`, {
    method: "POST",
    headers,
    body: JSON.stringify(account),
  });
  if (!answer.ok) throw new Error(`test1 cannot sign in: ${answer.status}`);
  return ((await answer.json()) as { accessToken: string }).accessToken;
}
