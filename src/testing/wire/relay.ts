import { connect, createServer, type Socket } from "node:net";

import { house } from "../people/guests";

// For tests: a slow connection to the server: uploads pass at once, downloads are slow.

const SLICE = 4096;

/** The URL of the link. Bytes that wait are left unread, so that the server sees backpressure. */
export async function slowLink(bytesPerSecond: number): Promise<{ url: string; close(): void }> {
  const { hostname, port } = new URL(house.url);
  const links = new Set<Socket>();
  const relay = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const link of [near, far]) links.add(link.on("error", () => undefined));
    near.on("data", (part) => far.write(part));
    far.on("data", (part: Buffer) => void forward(part));
    near.on("close", () => far.destroy());
    far.on("close", () => near.end());

    async function forward(part: Buffer): Promise<void> {
      far.pause();
      for (let from = 0; from < part.length; from += SLICE) {
        const slice = part.subarray(from, from + SLICE);
        await Bun.sleep((slice.length / bytesPerSecond) * 1000);
        near.write(slice);
      }
      far.resume();
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, hostname, resolve));
  const close = () => {
    relay.close();
    for (const link of links) link.destroy();
  };
  return { url: `http://${hostname}:${(relay.address() as { port: number }).port}`, close };
}
