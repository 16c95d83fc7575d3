import { idAt, idNumberAt } from "../bytes/marks";
import type { Server } from "../client";
import type { Person } from "../dialect";
import type { AuditResult } from "../orders";

/** Checks that every acknowledged message is stored exactly once. Runs after the server was killed and restarted. */
export async function audit(people: Person[], server: Server): Promise<AuditResult> {
  const { storedClientIds } = server.dialect;
  if (!storedClientIds) throw new Error("this peer has no route that lists stored messages");
  const members = new Map(people.flatMap((person) => person.rooms.map((id) => [id, person])));
  const audited: AuditResult = { acked: 0, stored: 0, lost: 0, doubled: 0 };
  for (const room of server.rooms) {
    const acked = room.acked();
    if (acked.length === 0) continue;
    const ids = await storedClientIds(
      `http://${server.hostname}:${server.port}`,
      members.get(room.id)!,
      room.id,
    );
    const own = ids.filter((id) => id.endsWith(server.tag)).map(numberOf);
    const unique = new Set(own);
    audited.acked += acked.length;
    audited.stored += own.length;
    audited.doubled += own.length - unique.size;
    audited.lost += acked.filter((number) => !unique.has(number)).length;
  }
  return audited;
}

function numberOf(clientId: string): number {
  const bytes = Buffer.from(`"${clientId}"`);
  return idNumberAt(bytes, idAt(bytes, 0, bytes.length));
}
