import type { Room } from "../../src/protocol/room";
import type { Users } from "../users/users";

/** A 1:1 has the other person's nickname, a group its title. */
export function nameOf(room: Room, users: Users): string {
  return room.peer ? users.nameOf(room.peer.id) : (room.title ?? "");
}
