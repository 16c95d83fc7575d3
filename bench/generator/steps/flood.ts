import { frame } from "../bytes/wire";
import { Client, type Server } from "../client";
import type { Person } from "../dialect";
import { isIn } from "./connect";

const FRAMES_AT_ONCE = 2000;

/** People who say nothing, but flood the server with pings, and come again when they are thrown out. */
export class Floods {
  private isOver = false;
  private readonly under: Promise<void>[];
  /** How often one was thrown out. */
  ends = 0;

  constructor(
    clients: Client[],
    private readonly server: Server,
  ) {
    this.under = clients.map(({ person, index }) => this.flood(person, index));
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.under);
  }

  private async flood(person: Person, index: number): Promise<void> {
    const ping = frame('{"type":"ping"}');
    const pings = Buffer.concat(Array.from({ length: FRAMES_AT_ONCE }, () => ping));
    while (!this.isOver) {
      const client = new Client(index, person, this.server);
      if (await isIn(client, false)) client.write(pings);
      // What answers instead of throwing out is flooded again.
      await Promise.race([client.closed, Bun.sleep(1000)]);
      if (client.isClosed) this.ends++;
      client.drop();
      await Bun.sleep(100);
    }
  }
}
