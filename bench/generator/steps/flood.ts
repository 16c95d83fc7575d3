import { frame } from "../bytes/wire";
import { Client, type Server } from "../client";
import type { Person } from "../dialect";
import { connected } from "./connect";

const FRAMES_AT_ONCE = 2000;

/** Clients that flood the server with pings, and reconnect when they are disconnected. */
export class Floods {
  private isOver = false;
  private readonly running: Promise<void>[];
  /** How often the server disconnected one. */
  disconnects = 0;

  constructor(
    clients: Client[],
    private readonly server: Server,
  ) {
    this.running = clients.map(({ person, index }) => this.flood(person, index));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.running);
  }

  private async flood(person: Person, index: number): Promise<void> {
    const ping = frame('{"type":"ping"}');
    const pings = Buffer.concat(Array.from({ length: FRAMES_AT_ONCE }, () => ping));
    while (!this.isOver) {
      const client = new Client(index, person, this.server);
      if (await connected(client, false)) client.write(pings);
      // A server that answers instead of disconnecting is flooded again.
      await Promise.race([client.closed, Bun.sleep(1000)]);
      if (client.isClosed) this.disconnects++;
      client.drop();
      await Bun.sleep(100);
    }
  }
}
