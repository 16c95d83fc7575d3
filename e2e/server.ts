// Our own server, with demo users in a temporary data folder. With PROFILE=machines it is several machines behind a proxy.
import { Machine } from "./machines/machine";
import { startRig } from "./machines/rig";

export interface Server {
  url: string;
  stop: () => Promise<void>;
}

export async function startServer(): Promise<Server> {
  if (process.env.PROFILE === "machines") {
    // FerretDB would be too slow.
    const rig = await startRig({ isDemo: true, isLight: process.env.MONGO_URL === undefined });
    return { url: rig.url, stop: () => rig.close() };
  }
  const machine = new Machine({ flags: ["--demo"] });
  await machine.start();
  return { url: machine.url, stop: machine.close };
}
