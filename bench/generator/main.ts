import { Client, type Server } from "./client";
import { drainIncidents } from "./counts/incidents";
import { measureLoad } from "./counts/load";
import { Room } from "./counts/rooms";
import type { Person } from "./dialect";
import { dialects } from "./dialects";
import type { Order } from "./orders";
import { audit } from "./steps/audit";
import { connect } from "./steps/connect";
import { pages } from "./steps/rest/pages";
import { react } from "./steps/rest/react";
import { subscribe } from "./steps/rest/subscribe";
import { upload } from "./steps/rest/upload";
import { storm } from "./steps/storm";
import { talk } from "./steps/talk";

// The load generator: a separate process on its own core. The bench sends it orders over IPC, and it answers with results.
// `bun bench/generator/main.ts URL DIALECT PEOPLE-FILE SERVER-PID`

const [url = "", dialect = "", file = "", pid = ""] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const people = (await Bun.file(file).text())
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Person);
const rooms = [...new Set(people.flatMap((person) => person.rooms))].map((id, index) => new Room(id, index));
const server: Server = {
  hostname,
  port: Number(port),
  pid: Number(pid),
  dialect: dialects[dialect] ?? unknown(dialect),
  tag: crypto.randomUUID().slice(0, 8),
  rooms,
  roomIndexes: new Map(rooms.map((room) => [room.id, room.index])),
};
const clients = people.map((person, index) => new Client(index, person, server));

process.on("message", (order: Order) => void run(order).then(answer, fail));
process.on("disconnect", () => process.exit());
process.send?.({ ready: true });

async function run(order: Order): Promise<unknown> {
  switch (order.do) {
    case "connect":
      return connect(clients, server, order);
    case "talk":
      return talk(clients, server, order);
    case "idle": {
      const load = measureLoad(server.pid);
      await Bun.sleep(order.seconds * 1000);
      return { load: load(), incidents: drainIncidents() };
    }
    case "storm":
      return storm(clients, server, order);
    case "react":
      return react(clients, server, order);
    case "upload":
      return upload(clients, server, order);
    case "subscribe":
      return subscribe(clients, server, order);
    case "restarted":
      server.pid = order.pid;
      return {};
    case "audit":
      return audit(people, server);
    case "pages":
      return pages(clients, server, order);
    default:
      return order satisfies never;
  }
}

const answer = (result: unknown) => void process.send?.({ result });
const fail = (error: unknown) => void process.send?.({ error: String((error as Error).stack ?? error) });

function unknown(name: string): never {
  throw new Error(`no dialect is called ${name}`);
}
