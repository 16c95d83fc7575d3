import { join } from "node:path";

import type { Peer } from "./peer";

export interface Running {
  /** ws://host:port, or http:// */
  url: string;
  pid: number;
  /** Resolves when the process has ended. */
  kill(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
}

// A server that does not listen by then is stuck.
const START_TIMEOUT_MS = 60_000;
const TAIL_BYTES = 1000;

/** Starts a peer on `dir`. `prefix` goes before its command, to pin it to a core or limit its memory. Its stderr is kept in `dir`, too. */
export async function start(peer: Peer, dir: string, prefix: string[] = []): Promise<Running> {
  const { PATH, HOME } = process.env;
  const stderrLog = join(dir, "stderr.log");
  const child = Bun.spawn([...prefix, ...peer.command()], {
    env: { PATH, HOME, HOST: "127.0.0.1", PORT: "0", DATA_DIR: dir, ...peer.env },
    stdio: ["ignore", "pipe", Bun.file(stderrLog)],
  });
  const timeout = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT_MS);
  const url = await addressIn(child.stdout);
  clearTimeout(timeout);
  if (!url) throw new Error(`${peer.name} ended before it listened: ${await tailOf(stderrLog)}`);
  let isExpectedToRun = true;
  const kill: Running["kill"] = async (signal) => {
    isExpectedToRun = false;
    child.kill(signal);
    await child.exited;
  };
  const reportEnd = async () => {
    const code = await child.exited;
    if (isExpectedToRun)
      console.error(`${peer.name} ended by itself with ${code}: ${await tailOf(stderrLog)}`);
  };
  void reportEnd();
  return { url, pid: child.pid, kill };
}

/** The last bytes of a file, which may be very long. */
async function tailOf(path: string): Promise<string> {
  const file = Bun.file(path);
  return (await file.exists()) ? (await file.slice(-TAIL_BYTES).text()).trim() : "";
}

/** Undefined if the output ends first. The rest is read and dropped, because a full pipe would block the server. */
function addressIn(output: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  void read(output, resolve).then(() => resolve(undefined));
  return promise;
}

async function read(output: ReadableStream<Uint8Array>, found: (url: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  let text: string | undefined = "";
  for await (const part of output) {
    if (text === undefined) continue;
    text += decoder.decode(part, { stream: true });
    // A line of its own, or a field of a JSON log line.
    const url = /(?:ws|http):\/\/[\w.]+:\d+/.exec(text)?.[0];
    if (!url) continue;
    found(url);
    text = undefined;
  }
}
