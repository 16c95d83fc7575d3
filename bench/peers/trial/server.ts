import type { Subprocess } from "bun";

import type { Peer } from "../peer";

/** Starts a peer on whatever port is free; `address` is where it listens. */
export async function start(peer: Peer, dir: string): Promise<{ address: string; stop(): Promise<void> }> {
  const env = { ...process.env, ...peer.env, PORT: "0", DATA_DIR: dir };
  const server = Bun.spawn(peer.command(), { env, stdout: "pipe", stderr: "inherit" });
  const stop = async () => {
    // Nothing of it is kept, and what ran out of memory does not listen.
    server.kill("SIGKILL");
    await server.exited;
  };
  return { address: await listening(server), stop };
}

async function listening(server: Subprocess<"ignore", "pipe", "inherit">): Promise<string> {
  const words = new TextDecoder();
  let printed = "";
  for await (const chunk of server.stdout) {
    printed += words.decode(chunk, { stream: true });
    const address = /^ws:\/\/\S+$/m.exec(printed.slice(0, printed.lastIndexOf("\n") + 1));
    if (address !== null) return address[0];
  }
  throw new Error(`it ended before it listened: ${printed}`);
}
