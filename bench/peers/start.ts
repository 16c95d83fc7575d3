import { join } from "node:path";

import type { Peer } from "./peer";

export interface Running {
  /** ws://host:port, or http:// */
  url: string;
  pid: number;
  /** Resolves once it has ended. */
  kill(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
}

// One that does not even listen by then never will.
const PATIENCE_MS = 60_000;
const LAST_BYTES = 1000;

/** Starts a peer on `dir`; `within` comes before its command: a core to stay on, a limit to keep. What it complains of is kept there, too. */
export async function start(peer: Peer, dir: string, within: string[] = []): Promise<Running> {
  const { PATH, HOME } = process.env;
  const complaints = join(dir, "stderr.log");
  const child = Bun.spawn([...within, ...peer.command()], {
    env: { PATH, HOME, HOST: "127.0.0.1", PORT: "0", DATA_DIR: dir, ...peer.env },
    stdio: ["ignore", "pipe", Bun.file(complaints)],
  });
  const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  const url = await addressIn(child.stdout);
  clearTimeout(late);
  if (!url) throw new Error(`${peer.name} ended before it listened: ${await lastOf(complaints)}`);
  let isWanted = true;
  const kill: Running["kill"] = async (signal) => {
    isWanted = false;
    child.kill(signal);
    await child.exited;
  };
  const reportEnd = async () => {
    const code = await child.exited;
    if (isWanted) console.error(`${peer.name} ended by itself with ${code}: ${await lastOf(complaints)}`);
  };
  void reportEnd();
  return { url, pid: child.pid, kill };
}

/** The end of a file that may be very long. */
async function lastOf(path: string): Promise<string> {
  const file = Bun.file(path);
  return (await file.exists()) ? (await file.slice(-LAST_BYTES).text()).trim() : "";
}

/** Undefined where it ends before. All that follows is read on: a full pipe would stop it. */
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
    // A line of its own, or a field in a line of our log.
    const url = /(?:ws|http):\/\/[\w.]+:\d+/.exec(text)?.[0];
    if (!url) continue;
    found(url);
    text = undefined;
  }
}
