import type { Room } from "../../src/protocol/room";
import { words } from "../i18n/words";
import type { Users } from "../users/users";

/** A 1:1 is named after the other person, a group by its title, and the chat with myself by what it is. */
export function nameOf(room: Room, users: Users): string {
  if (isSelfChat(room, users.meId)) return words.people.selfChat;
  return room.peer ? users.nameOf(room.peer.id) : (room.title ?? "");
}

/** Whether it is a chat with myself: its other member is me. */
export const isSelfChat = ({ kind, peer }: Pick<Room, "kind" | "peer">, meId: string): boolean =>
  kind === "direct" && peer?.id === meId;
