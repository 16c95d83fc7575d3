import type { Person } from "../generator/dialect";
import type { Crowd, Peer } from "./peer";

/** Who may come to this peer, whose `dir` is still empty. */
export const gather = async (peer: Peer, dir: string, crowd: Crowd): Promise<Person[]> =>
  peer.prepare ? peer.prepare(dir, crowd) : madeUp(crowd);

/** As `bun run seed` would have them, for peers that ask no names. Ids are as long as real ones: they are on the wire. */
function madeUp({ people, roomSizes }: Crowd): Person[] {
  const roomIds = roomSizes.map((size) =>
    Array.from({ length: Math.ceil(people / size) }, () => crypto.randomUUID()),
  );
  return Array.from({ length: people }, (_, nth) => ({
    userId: crypto.randomUUID(),
    username: `bench${nth + 1}`,
    accessToken: "",
    rooms: roomSizes.flatMap((size, kind) => roomIds[kind]?.[Math.floor(nth / size)] ?? []),
  }));
}
