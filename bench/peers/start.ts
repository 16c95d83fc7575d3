import type { Peer } from "./peer";

export interface Running {
  /** ws://host:port */
  url: string;
  pid: number;
  /** Resolves once it has ended. */
  kill(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
}

/** Starts a peer on `dir`; `within` comes before its command: a core to stay on, a limit to keep. */
export async function start(peer: Peer, dir: string, within: string[] = []): Promise<Running> {
  const { PATH, HOME } = process.env;
  const child = Bun.spawn([...within, ...peer.command()], {
    env: { PATH, HOME, HOST: "127.0.0.1", PORT: "0", DATA_DIR: dir, ...peer.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await addressIn(child.stdout);
  if (!url) throw new Error(`${peer.name} ended before it listened`);
  const kill: Running["kill"] = async (signal) => {
    child.kill(signal);
    await child.exited;
  };
  return { url, pid: child.pid, kill };
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
    const url = /^(ws:\/\/\S+)\n/m.exec(text)?.[1];
    if (!url) continue;
    found(url);
    text = undefined;
  }
}
