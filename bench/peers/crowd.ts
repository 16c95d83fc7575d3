import type { Person } from "../generator/dialect";
import type { Crowd, Peer } from "./peer";

/** The accounts of a peer. Its `dir` must be empty. */
export const preparePeople = async (peer: Peer, dir: string, crowd: Crowd): Promise<Person[]> =>
  peer.prepare ? peer.prepare(dir, crowd) : madeUp(crowd);

/** Like those of `bun run seed`, for peers without accounts. Ids are as long as real ones, because they are on the wire. */
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
