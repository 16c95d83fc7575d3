import { fileURLToPath } from "node:url";

import { MongoClient } from "mongodb";

import { Part } from "./part";
import { built } from "./programs/built";
import { find } from "./programs/installed";
import { scratch } from "./programs/owned";
import { onFreePort } from "./programs/ports";

export interface Mongo {
  /** With the name of its database. */
  url: string;
  /** Undefined if we did not start it. */
  part: Part | undefined;
  close(): Promise<void>;
}

/** FerretDB, if there is no MongoDB; undefined if it is not needed. */
export const ferretdb = async (): Promise<string | undefined> =>
  process.env.MONGO_URL || find("mongod") ? undefined : built("ferretdb");

/** A new database on the server of MONGO_URL; else `mongod`; else FerretDB. */
export async function startMongo(): Promise<Mongo> {
  const { MONGO_URL } = process.env;
  if (MONGO_URL) return existingServer(MONGO_URL);
  const mongod = find("mongod");
  const part = mongod ? await startMongod(mongod) : await startFerretdb();
  return { url: part.url, part, close: () => part.close() };
}

/** An in-memory stand-in for tests with thousands of people, where MongoDB itself is not under test. MONGO_URL takes precedence. */
export async function startLight(): Promise<Mongo> {
  const { MONGO_URL } = process.env;
  if (MONGO_URL) return existingServer(MONGO_URL);
  const program = fileURLToPath(new URL("programs/light/main.ts", import.meta.url));
  const part = await startWireServer("light", program);
  return { url: part.url, part, close: () => part.close() };
}

/** Starts one of our own programs that speak MongoDB's protocol (programs/light/wire.ts). */
export const startWireServer = (name: string, program: string): Promise<Part> =>
  onFreePort(
    (port) =>
      new Part({
        name,
        url: `mongodb://127.0.0.1:${port}/potato`,
        command: ["bun", "--no-env-file", program, String(port)],
        isUp: /^Listening/,
      }),
  );

function existingServer(given: string): Mongo {
  const url = new URL(given);
  url.pathname = `/potato-${crypto.randomUUID().slice(0, 8)}`;
  const drop = (client: MongoClient) => client.db().dropDatabase();
  return { url: url.href, part: undefined, close: () => withClient(url.href, drop) };
}

// A replica set of one, because writes use majority concern. `directConnection` ignores the host name in its configuration.
async function startMongod(command: string): Promise<Part> {
  const dir = scratch("mongod");
  const part = await onFreePort(
    (port) =>
      new Part({
        name: "mongod",
        url: `mongodb://127.0.0.1:${port}/potato?directConnection=true`,
        command: [
          command,
          "--bind_ip",
          "127.0.0.1",
          "--port",
          `${port}`,
          "--dbpath",
          dir,
          "--replSet",
          "rig",
        ],
        isUp: /Waiting for connections/,
      }),
  );
  const members = [{ _id: 0, host: new URL(part.url).host }];
  await withClient(part.url, (client) =>
    client.db("admin").command({ replSetInitiate: { _id: "rig", members } }),
  );
  return part;
}

async function startFerretdb(): Promise<Part> {
  const server = await built("ferretdb");
  const dir = scratch("ferretdb");
  return onFreePort((port) => {
    const address = `127.0.0.1:${port}`;
    return new Part({
      name: "ferretdb",
      url: `mongodb://${address}/potato`,
      command: [server, address, dir],
      isUp: /Listening on TCP/,
    });
  });
}

async function withClient(url: string, run: (client: MongoClient) => Promise<unknown>): Promise<void> {
  const client = new MongoClient(url);
  try {
    await run(client);
  } finally {
    await client.close();
  }
}
