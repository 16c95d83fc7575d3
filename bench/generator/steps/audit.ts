import { idAt, idNumberAt } from "../bytes/marks";
import type { Server } from "../client";
import type { Person } from "../dialect";
import type { Audited } from "../orders";

/** Is all that was acknowledged in the store, once? Asked of a server that was ended without a word, and started again. */
export async function audit(people: Person[], server: Server): Promise<Audited> {
  const { stored } = server.dialect;
  if (!stored) throw new Error("nobody can see what this peer has stored");
  const members = new Map(people.flatMap((person) => person.rooms.map((id) => [id, person])));
  const audited: Audited = { acked: 0, stored: 0, lost: 0, doubled: 0 };
  for (const room of server.rooms) {
    const acked = room.acked();
    if (acked.length === 0) continue;
    const ids = await stored(`http://${server.hostname}:${server.port}`, members.get(room.id)!, room.id);
    const own = ids.filter((id) => id.endsWith(server.tag)).map(numberOf);
    const kept = new Set(own);
    audited.acked += acked.length;
    audited.stored += own.length;
    audited.doubled += own.length - kept.size;
    audited.lost += acked.filter((number) => !kept.has(number)).length;
  }
  return audited;
}

function numberOf(clientId: string): number {
  const bytes = Buffer.from(`"${clientId}"`);
  return idNumberAt(bytes, idAt(bytes, 0, bytes.length));
}
